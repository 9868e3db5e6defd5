"""What a certificate type asks depends on the day, and on what has been confirmed."""

from datetime import date
from decimal import Decimal

import pytest

from api import agreements
from api.agreements import Authority, Period, Rule
from kit.refusals import Kind, Refusal

NOW = date(2026, 11, 21)
MENU = [
    "一般原产地证 (C)",
    "亚太贸易协定 (B)",
    "中国-新西兰自贸协定 (N)",
    "中国-新加坡自贸协定 (X)",
    "中国-秘鲁自贸协定 (R)",
    "海峡两岸经济合作框架协议 (H)",
    "中国-哥斯达黎加自贸协定 (L)",
    "内地与香港、澳门紧密贸易关系安排 (HM)",
    "中国-冰岛自贸协定 (I)",
    "中国-瑞士自贸协定 (S)",
    "中国-澳大利亚自贸协定 (A)",
    "中国-韩国自贸协定 (K)",
    "中国-东盟自贸协定 (E)",
    "中国-格鲁吉亚自贸协定 (GE)",
    "中国-智利自贸协定 (F)",
]


def now(code: str, authority: Authority = "customs") -> Rule:
    return agreements.rule(authority, code, NOW)


@pytest.mark.feature("CO-01", "CO-02", "CO-03", "CO-04", "CO-05", "CO-06", "CO-07", "CO-08")
@pytest.mark.feature("CO-09", "CO-10", "CO-11", "CO-12", "CO-13", "CO-14", "CO-15", "CO-16")
def test_the_menu_of_the_manual_is_what_ccpit_issued_when_it_was_written() -> None:
    assert [each.label for each in agreements.types("ccpit", date(2019, 9, 1))] == MENU


def test_types_that_came_later_are_issued_from_their_day_on() -> None:
    codes = [{each.code for each in agreements.types("ccpit", on)} for on in (date(2021, 12, 31), date(2022, 1, 1))]
    assert codes[1] - codes[0] == {"RC", "BR"}


def test_a_type_is_refused_where_it_is_not_issued() -> None:
    for authority, code, on in (("customs", "HM", NOW), ("ccpit", "P", NOW), ("ccpit", "RC", date(2021, 12, 31))):
        with pytest.raises(Refusal) as refused:
            agreements.rule(authority, code, on)  # type: ignore[arg-type]
        assert (refused.value.kind, refused.value.code) == (Kind.UNKNOWN, "type_unknown")


@pytest.mark.parametrize(
    ("code", "last_day", "before", "after"),
    [("F", date(2019, 2, 28), 20, 50), ("S", date(2021, 8, 31), 20, 50), ("K", date(2022, 6, 11), 20, None)],
)
def test_how_many_lines_fit_changed_on_a_day(code: str, last_day: date, before: int, after: int | None) -> None:
    next_day = date.fromordinal(last_day.toordinal() + 1)
    assert agreements.rule("customs", code, last_day).max_lines == before
    assert agreements.rule("customs", code, next_day).max_lines == after


def test_a_missing_cell_is_unknown_and_not_confirmed() -> None:
    rule = now("CG")
    assert (rule.max_lines, rule.third_party, rule.late.limit, rule.hs_digits) == (None, None, None, ())
    assert not rule.verified("max_lines")
    assert now("K").verified("max_lines")
    assert now("K").source("max_lines") == "GACC announcement 2022/33"


def test_only_a_tested_few_types_show_a_value_and_some_with_a_value_criterion_alone() -> None:
    assert now("RC").fob_shown(["CTC", "RVC"])
    assert not now("RC").fob_shown(["CTC"])
    assert now("P").fob_shown()
    assert now("F").fob_shown()
    assert not now("A").fob_shown(["RVC"])


def test_hs_codes_of_ccpit_forms_and_the_importers_code() -> None:
    assert now("C", "ccpit").hs_digits == (6, 8, 10)
    assert now("H").hs_digits == (8,)
    assert now("E").hs_of_importer
    assert not now("A").hs_of_importer


def test_goods_of_preferential_ccpit_certificates_come_from_filings_and_of_ecfa_from_their_own() -> None:
    assert now("S", "ccpit").filing_needed
    assert not now("C", "ccpit").filing_needed
    assert not now("S", "customs").filing_needed
    assert now("H", "ccpit").fact("filing_alone").value == "yes"


@pytest.mark.parametrize(
    ("code", "text", "criterion", "percent", "suffixes"),
    [
        ("A", "wo", "WO", None, ()),
        ("E", "RVC 45%", "RVC", Decimal(45), ()),
        ("E", "RVC45.5%", "RVC", Decimal("45.5"), ()),
        ("B", "B 50%", "B", Decimal(50), ()),
        ("P", "45%", "%", Decimal(45), ()),
        ("H", "PSR ACU", "PSR", None, ("ACU",)),
        ("RC", "CTC ACU DMI", "CTC", None, ("ACU", "DMI")),
        ("G", "W3926", "W", None, ()),
        ("G", "W 3926", "W", None, ()),
    ],
)
def test_criteria_are_read_as_people_write_them(
    code: str, text: str, criterion: str, percent: Decimal | None, suffixes: tuple[str, ...]
) -> None:
    claim = now(code).claim(text)
    assert claim
    assert (claim.criterion.code, claim.percent, claim.suffixes) == (criterion, percent, suffixes)


@pytest.mark.parametrize(("code", "text"), [("A", "RVC 45%"), ("A", "WO ACU"), ("X", "WO"), ("A", ""), ("A", "45%")])
def test_a_criterion_of_another_agreement_is_none_here(code: str, text: str) -> None:
    assert now(code).claim(text) is None


def test_a_percentage_is_held_against_the_bound_of_whose_share_it_is() -> None:
    built_down, built_up = now("B").claim("B 55%"), now("E").claim("RVC 40%")
    assert built_down
    assert built_up
    assert built_down.criterion.share == "non_originating"
    assert [built_down.criterion.figure_fits(Decimal(each)) for each in (55, 56)] == [True, False]
    assert [built_up.criterion.figure_fits(Decimal(each)) for each in (39, 40)] == [False, True]


@pytest.mark.parametrize(
    ("code", "last_ordinary_day"),
    [("A", date(2026, 11, 6)), ("E", date(2026, 11, 9)), ("K", date(2026, 11, 17)), ("P", date(2026, 11, 21))],
)
def test_an_application_is_late_after_the_days_that_the_agreement_allows(code: str, last_ordinary_day: date) -> None:
    """Sailed on a Friday: three days are days, seven working days pass two weekends."""
    sailed, late = date(2026, 11, 6), now(code).late
    assert not late.is_late(sailed, last_ordinary_day)
    assert late.is_late(sailed, date.fromordinal(last_ordinary_day.toordinal() + 1))


def test_too_late_is_after_a_year_after_90_days_for_ecfa_and_at_once_for_the_asia_pacific_agreement() -> None:
    sailed = date(2024, 2, 29)
    assert not now("A").late.is_too_late(sailed, date(2025, 2, 28))
    assert now("A").late.is_too_late(sailed, date(2025, 3, 1))
    assert now("H").late.limit == Period(number=90, unit="days", counted_from="declaration")
    assert now("H").late.is_too_late(sailed, date(2024, 5, 30))
    assert not now("B").late.is_too_late(sailed, date(2024, 3, 5))
    assert now("B").late.is_too_late(sailed, date(2024, 3, 6))


def test_the_words_for_late_issue_are_each_agreements_own() -> None:
    assert {code: now(code).late_remark for code in ("A", "K", "H", "RC")} == {
        "A": "ISSUED RETROSPECTIVELY",
        "K": "ISSUED RETROACTIVELY",
        "H": "补发",
        "RC": "ISSUED RETROACTIVELY",
    }
    assert (now("K").late_after_days, now("B").late_after_days, now("CG").late_after_days) == (7, 3, None)


def test_who_may_print_it_themselves_depends_on_the_country_and_the_day() -> None:
    assert now("E").self_printable("VN")
    assert not agreements.rule("customs", "E", date(2024, 8, 31)).self_printable("VN")
    assert not now("E").self_printable("KH")
    assert now("C").self_printable("DE")


def test_each_authority_calls_a_partner_by_its_own_code() -> None:
    vietnam = agreements.country("vn")
    assert (vietnam.name, vietnam.code_at("customs"), vietnam.code_at("ccpit")) == ("越南", "704", "141")
    assert agreements.country_at("customs", "704") == agreements.country_at("ccpit", "141") == vietnam
    assert agreements.country_at("ccpit", "704") is None
    assert agreements.country_at("customs", "") is None
