"""申报前体检: a sound certificate has nothing grave; each published reason for a return is found, in its box."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from api.certificates import xml
from api.certificates.certificate import Authority, Category
from api.certificates.checking import CHECKS, numbers
from api.certificates.forms import BasicForm, ChangeForm, GoodsForm, NonpartyCorp, OriInv, boxes
from tests.api.certificates import makers
from tests.api.certificates.cases import a_case, a_certificate, codes, found, grave

LONG = "X" * 600


@pytest.mark.parametrize("authority", ["customs", "ccpit"])
def test_nothing_grave_is_found_in_a_sound_certificate(authority: Authority) -> None:
    assert grave(found(a_certificate(authority))) == []


# what is changed in 基本信息, and what is found
HEAD = [
    ({"inv_no": ""}, ("required", "inv_no")),
    ({"etps_name": ""}, ("required", "etps_name")),
    ({"inv_no": LONG}, ("too_long", "inv_no")),
    ({"inv_no": "INV 261101"}, ("invoice_characters", "inv_no")),
    ({"inv_no": "INV－261101"}, ("invoice_characters", "inv_no")),
    ({"inv_no": "INV\u200b261101"}, ("invoice_characters", "inv_no")),
    ({"inv_no": "XA2O1101"}, ("o_and_0", "inv_no")),
    ({"inv_date": "2026/11/21"}, ("date_shape", "inv_date")),
    ({"inv_date": "2099-01-01"}, ("invoice_after_application", "inv_date")),
    ({"total_amt": "1,200.00"}, ("amount_shape", "total_amt")),
    ({"total_amt": "12345678901234567890"}, ("amount_shape", "total_amt")),
    ({"total_amt": "1.123456"}, ("amount_shape", "total_amt")),
    ({"total_amt": "2030.00"}, ("total", "total_amt")),
    ({"fob_value": "1.00"}, ("total", "fob_value")),
    ({"mark": "AS PER INVOICE"}, ("vague_marks", "mark")),
    ({"mark": "Made in Japan"}, ("foreign_marks", "mark")),
    ({"consignee": "ＨＡＮＯＩ PLASTICS\nVIET NAM"}, ("characters", "consignee")),
    ({"org_code": "XIAN"}, ("district", "org_code")),
    ({"org_code": "0001"}, ("district_unknown", "org_code")),
    ({"curr": "142"}, ("unknown_code", "curr")),
    ({"dest_country_code": "ZZ"}, ("unknown_code", "dest_country_code")),
    ({"predict_flag": "Y"}, ("flag", "predict_flag")),
    ({"predict_flag": "1"}, ("unused", "predict_flag")),
    ({"remark": "SAMPLES"}, ("unused", "remark")),
    ({"load_port": "HAIPHONG"}, ("load_port", "load_port")),
    ({"unload_port": "SINGAPORE"}, ("port_abroad", "unload_port")),
    ({"trans_details": "FROM NINGBO TO HAIPHONG BY SEA"}, ("route", "trans_details")),
    ({"third_party_inv_flag": "1"}, ("nonparty", "nonparty_corps")),
    ({"third_party_inv_flag": "1"}, ("paper", "third_party_inv_flag")),
    ({"third_party_inv_flag": "1", "nonparty_corps": [NonpartyCorp()]}, ("nonparty_parts", "nonparty_corps")),
    ({"applicant": "110105194912310021"}, ("id_card", "applicant")),
    ({"ciq_reg_no": "91610000MA6TGN83M0"}, ("credit_code", "ciq_reg_no")),
    ({"apl_reg_no": "91350100M000100Y44"}, ("credit_code", "apl_reg_no")),
    ({"etps_customs_code": "61019640"}, ("customs_code", "etps_customs_code")),
    ({"entry_id": "020220080525641690；516620181668030045"}, ("entry", "entry_id")),
    ({"entry_id": "020220081525641690"}, ("entry", "entry_id")),
    ({"curr": "502"}, ("message", "curr")),
    ({"exporter": "A\n" * 100 + "B" * 150}, ("message", "exporter")),
    ({"producer_sert_flag": "X"}, ("flag", "producer_sert_flag")),
    ({"chk_valid_date": "soon"}, ("date_shape", "chk_valid_date")),
]


@pytest.mark.feature("CO-25", "CO-26", "CO-31", "CO-32", "CO-37", "CO-40", "CO-55")
@pytest.mark.parametrize(("changes", "expected"), HEAD, ids=lambda value: str(value)[:50])
def test_what_is_wrong_in_basic_information_is_found(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert expected not in codes(found(a_certificate()))
    assert expected in codes(found(a_certificate(**changes)))


GOODS = [
    ({"hs_code": "3926"}, "hs_shape", "hs_code"),
    ({"hs_code": "39269090X"}, "hs_shape", "hs_code"),
    ({"hs_code": ""}, "required", "hs_code"),
    ({"goods_qty": "1000 PCS"}, "amount_shape", "goods_qty"),
    ({"goods_desc": "PLASTIC ARTICLES"}, "packages", "goods_desc"),
    ({"goods_desc": "TWO (2) PACKAGES OF ARTICLES"}, "package_alone", "goods_desc"),
    ({"inv_value": "9.00"}, "product", "inv_value"),
    ({"i_comp_prpr": "101"}, "percent_shape", "i_comp_prpr"),
    ({"goods_tax_rate": "3"}, "tax_rate", "goods_tax_rate"),
    ({"goods_desc": LONG * 2}, "too_long", "goods_desc"),
    ({"mark": "AS ADDRESS"}, "vague_marks", "mark"),
    ({"ciq_reg_no": "M000100Y5"}, "org_code", "ciq_reg_no"),
    ({"pack_type": "3"}, "message", "pack_type"),
    ({"ori_criteria_sub": "9"}, "message", "ori_criteria_sub"),
    ({"producer_sert_flag": "Q"}, "message", "producer_sert_flag"),
]


@pytest.mark.feature("CO-48", "CO-50", "CO-51", "CO-52", "CO-53")
@pytest.mark.parametrize(("changes", "code", "box"), GOODS, ids=lambda value: str(value)[:50])
def test_what_is_wrong_with_a_line_is_found_and_says_which_line(changes: dict[str, Any], code: str, box: str) -> None:
    lines = [makers.goods(), makers.goods(**changes)]
    assert (code, f"goods/2/{box}") in codes(found(a_certificate(lines=lines)))
    assert (code, f"goods/1/{box}") not in codes(found(a_certificate(lines=lines)))


def test_a_line_that_is_no_goods_needs_a_description_alone() -> None:
    lines = [makers.goods(), GoodsForm(goods_item_flag="Y", goods_desc="SAY TOTAL TWO HUNDRED (200) CTNS ONLY")]
    assert grave(found(a_certificate(lines=lines))) == []


def test_every_finding_says_what_to_do() -> None:
    for finding in found(a_certificate(inv_no="", mark="AS PER INVOICE", total_amt="x")):
        assert finding.sentence
        assert finding.fix
        assert finding.sentence.startswith(finding.label) or finding.line


def test_the_exporter_may_not_differ_from_the_name_on_file_by_blanks_or_punctuation() -> None:
    name = "SHAANXI EXAMPLE TRADING CO., LTD"
    (finding,) = [each for each in found(a_certificate(), exporters=(name,)) if each.code == "exporter_name"]
    assert name in finding.fix
    assert not [each for each in found(a_certificate(), exporters=("OTHER CO",)) if each.code == "exporter_name"]


def test_whatever_is_typed_the_check_finds_and_never_falls() -> None:
    odd = "９\u200b'\";--\n/nﷺ"
    names = [name for name in type(makers.basic()).model_fields if isinstance(getattr(makers.basic(), name), str)]
    certificate = a_certificate(**dict.fromkeys(names, odd))
    assert all(list(check(a_case(certificate))) is not None for check in CHECKS)


@pytest.mark.parametrize(
    ("parts", "box"),
    [
        ({"ori_invs": [OriInv(inv_no="X", curr="US", value="1.2.3")]}, "ori_invs"),
        ({"nonparty_corps": [NonpartyCorp(sort_no="eins")]}, "nonparty_corps"),
        ({"change": ChangeForm(old_cert_no="C" * 21)}, "change"),
    ],
)
def test_the_smaller_parts_are_held_against_the_schema_too(parts: dict[str, Any], box: str) -> None:
    told = [each for each in found(a_certificate(**parts)) if each.code == "message"]
    assert {each.box for each in told} == {box}
    assert all(each.source.startswith("coo.xsd") and each.severity == "error" for each in told)


def test_a_fault_that_is_told_already_is_not_told_again() -> None:
    told = [each.code for each in found(a_certificate(inv_date="soon")) if each.box == "inv_date"]
    assert told == ["date_shape"]


def test_organisation_codes_check_by_gb_11714_and_the_published_samples_pass() -> None:
    assert [numbers.organisation_is_valid(each) for each in ("102690233", "MA1YPJ9Y3", "110031220")] == [
        True,
        True,
        False,
    ]


def test_what_replaces_another_type_of_certificate_is_doubted() -> None:
    changed = replace(a_certificate(), category=Category.CHANGE)
    form = changed.form.model_copy(update={"change": ChangeForm(old_cert_no="E261026902330183", mod_reason="R")})
    assert ("old_number", "change") in codes(found(replace(changed, form=form)))
    same = form.model_copy(update={"change": ChangeForm(old_cert_no="C261026902330183", mod_reason="R")})
    assert ("old_number", "change") not in codes(found(replace(changed, form=same)))


HEAD_BOXES = sorted(name for name, box in boxes(BasicForm).items() if box.element)
GOODS_BOXES = sorted(name for name, box in boxes(GoodsForm).items() if box.element)
ODD = st.sampled_from(["X", "3", "N", "502", "2026-02-31", "1e5", "A\n" * 9, "中\n" * 40]) | st.text(
    "A0.-/n\n中", max_size=40
)


def few(names: list[str]) -> st.SearchStrategy[dict[str, str]]:
    """One box changed or none: more would nearly always leave something grave."""
    return st.dictionaries(st.sampled_from(names), ODD, max_size=1)


@settings(max_examples=300, deadline=None)
@given(head=few(HEAD_BOXES), goods=few(GOODS_BOXES))
def test_what_passes_the_check_is_the_published_message(head: dict[str, str], goods: dict[str, str]) -> None:
    """Whatever is typed: nothing grave is found, or the message is valid and read back as it was."""
    certificate = a_certificate(lines=[makers.goods(**goods)], **head)
    if not grave(found(certificate)):
        body = xml.write(certificate)
        assert xml.faults(etree.fromstring(body)) == []
        assert xml.read(body).type_code == "C"
