"""Numbers: shapes, check digits, and the ways in which people mistype them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import identifiers
from api.identifiers import Identifier, classify, credit_code_is_valid, id_card_is_valid, normalise

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
HYPHENS = "-‐‑‒–—−﹣－\u00ad"
BLANKS = " \t\n\u00a0\u3000\u200b\ufeff"


def with_check_character(stem: str) -> str:
    """GB 32100, written down a second time: weights are the powers of 3 modulo 31."""
    total = sum(ALPHABET.index(each) * pow(3, place, 31) for place, each in enumerate(stem))
    return stem + ALPHABET[-total % 31]


def with_check_digit(stem: str) -> str:
    """GB 11643, written down a second time: ISO 7064 MOD 11-2."""
    total = sum(int(each) * pow(2, 17 - place, 11) for place, each in enumerate(stem))
    return stem + "10X98765432"[total % 11]


credit_codes = st.builds(
    lambda region, rest: with_check_character("91" + region + rest),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.text(ALPHABET, min_size=9, max_size=9),
)
enterprises = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=9, max_size=9)
types = st.sampled_from(sorted(identifiers._certificate_types()))
certificates = st.builds(
    lambda letters, year, enterprise, serial: f"{letters}{year:02}{enterprise}{serial:04}",
    types,
    st.integers(0, 99),
    enterprises,
    st.integers(0, 9999),
)


@given(credit_codes)
def test_a_credit_code_with_its_check_character_is_valid_and_recognised(code: str) -> None:
    assert credit_code_is_valid(code)
    assert identifiers.org_code_of(code) == code[8:17]


@given(credit_codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_spoils_a_credit_code(code: str, place: int, other: str) -> None:
    spoiled = code[:place] + other + code[place + 1 :]
    assert credit_code_is_valid(spoiled) == (spoiled == code)


@given(
    st.dates(min_value=date(1920, 1, 1), max_value=date(2020, 1, 1)),
    st.integers(0, 999),
    st.integers(0, 17),
    st.sampled_from("0123456789X"),
)
def test_one_wrong_character_spoils_an_identity_number(birth: date, serial: int, place: int, other: str) -> None:
    card = with_check_digit(f"110105{birth:%Y%m%d}{serial:03}")
    spoiled = card[:place] + other + card[place + 1 :]
    assert id_card_is_valid(card)
    assert id_card_is_valid(spoiled) == (spoiled == card)


@given(certificates)
def test_a_certificate_number_tells_its_type_and_its_enterprise(number: str) -> None:
    letters = number.rstrip("0123456789")[: 2 if number[1].isalpha() else 1]
    assert classify(number) == Identifier("certificate", number)
    assert identifiers.certificate_type_of(number) == letters
    assert identifiers.enterprise_code_of(number) == number[len(letters) + 2 : -4]


@given(certificates, st.lists(st.tuples(st.integers(0, 17), st.sampled_from(HYPHENS + BLANKS)), max_size=5))
def test_blanks_hyphens_width_and_case_do_not_matter(number: str, inserted: list[tuple[int, str]]) -> None:
    typed = number.lower().translate({ord(digit): ord("０") + int(digit) for digit in "0123456789"})
    for place, each in inserted:
        typed = typed[:place] + each + typed[place:]
    assert normalise(typed) == number
    assert classify(typed) == Identifier("certificate", number)


@given(st.text(max_size=80))
def test_whatever_is_typed_the_answer_is_none_or_a_known_kind(text: str) -> None:
    found = classify(text)
    assert found is None or (found.kind in identifiers._patterns() and found.value == normalise(found.value))


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("A211026902331080", "certificate"),
        ("GE201026902331002", "certificate"),
        ("PR201026902331002", "certificate"),
        ("HM261026902330001", "certificate"),
        ("E26MA1YPJ9Y30002", "certificate"),
        ("18S2102M9997/00054", "filing"),
        ("18S2102M9997／00054", "filing"),
        ("26GE2102M9997/00054", "filing"),
        ("XT2026110007", "coordination"),
        ("516620181668030045", "declaration"),
        ("0202 2008 0525 641690", "declaration"),
        ("91110000600037341L", "credit_code"),
        ("138 0013 8000", "mobile"),
        ("13800138000", "mobile"),
    ],
)
def test_each_kind_is_recognised_by_its_samples(typed: str, kind: str) -> None:
    assert classify(typed) == Identifier(kind, normalise(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ZZ261026902330001",  # no such type
        "E26102690233001",  # one digit short
        "E2610269023300011",  # one too many
        "E2018-0154281",  # a foreign certificate
        "XT2026130007",  # no thirteenth month
        "12800138000",  # no mobile prefix
        "516620182668030045",  # neither import nor export
        "11010519491231002X",  # an identity number is nobody's document
        with_check_digit("11011920050101001"),  # nor is this one, which has a declaration's shape
        "3301964J31",
        "A211026902331080" * 5,
    ],
)
def test_what_is_no_number_of_ours_is_not_guessed(typed: str) -> None:
    assert classify(typed) is None


@pytest.mark.parametrize("typed", ["+8613800138000", "0086 138-0013-8000"])
def test_the_country_prefix_of_a_mobile_is_dropped(typed: str) -> None:
    assert classify(typed) == Identifier("mobile", "13800138000")


@pytest.mark.feature("COORD-11")
@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("91610000MA6TGN83M", False),  # printed with 17 characters in a manual
        ("91610000MA6TG0N83M", True),
        ("91110000600037341L", True),
        ("91110000600037341I", False),  # the letter I is in no credit code
    ],
)
def test_credit_codes_as_printed_in_public(code: str, valid: bool) -> None:
    assert credit_code_is_valid(code) is valid


@pytest.mark.parametrize(
    ("digits", "kind"),
    [
        ("516620181668000006", "declaration"),  # 5166 is a customs office
        ("914420000000000031", "credit_code"),  # 9144 is none
    ],
)
def test_digits_that_could_be_both_are_a_declaration_only_where_a_customs_office_has_that_code(
    digits: str, kind: str
) -> None:
    assert credit_code_is_valid(digits)
    assert classify(digits) == Identifier(kind, digits)


@pytest.mark.feature("USER-20")
def test_an_identity_number_needs_a_real_birth_date_that_is_past() -> None:
    assert id_card_is_valid(with_check_digit("11010519491231002"))
    assert not id_card_is_valid(with_check_digit("11010519491331002"))
    assert not id_card_is_valid(with_check_digit("11010529491231002"))
    assert not id_card_is_valid("1101051949123100")


@pytest.mark.feature("USER-20")
def test_an_identity_number_of_a_young_district_is_valid() -> None:
    assert id_card_is_valid(with_check_digit("11011920050101001"))


@pytest.mark.parametrize("number", ["3301964J31", "33169667BG", "3301964031"])
def test_a_customs_registration_may_end_in_letters(number: str) -> None:
    assert identifiers.customs_registration_is_valid(number)


@pytest.mark.parametrize("number", ["33019A4031", "33019640311", "330196403"])
def test_a_customs_registration_has_six_digits_and_four_characters(number: str) -> None:
    assert not identifiers.customs_registration_is_valid(number)


def test_the_organisation_code_of_a_wrong_credit_code_is_refused() -> None:
    with pytest.raises(ValueError, match="credit code"):
        identifiers.org_code_of("91610000MA6TGN83M")


@pytest.mark.feature("CO-67")
def test_a_filing_number_names_the_enterprise_too() -> None:
    assert identifiers.enterprise_code_of("18S2102M9997/00054") == "2102M9997"
    assert identifiers.enterprise_code_of("XT2026110007") is None
