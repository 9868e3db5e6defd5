"""申报前体检: a sound certificate has nothing grave; each published reason for a return is found, in its box."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from api import agreements
from api.certificates.certificate import Authority, Category, Certificate, Line
from api.certificates.checking import CHECKS, Case, examined, value_added
from api.certificates.findings import Finding
from api.certificates.forms import ChangeForm, GoodsForm, MaterialForm, NonpartyCorp, OriInv, ProcessForm
from api.masterdata import today
from kit.clock import now
from kit.ids import new_id
from tests.api.certificates import makers

LONG = "X" * 600


def a_certificate(
    authority: Authority = "customs", type_code: str = "C", lines: Iterable[GoodsForm] = (), **changes: Any
) -> Certificate:
    forms = list(lines) or [makers.goods()]
    return Certificate(
        id=new_id(),
        enterprise_id=new_id(),
        authority=authority,
        type_code=type_code,
        category=Category.NEW,
        number="",
        status="draft",
        form=makers.basic(authority, **changes),
        lines=[Line(id=new_id(), no=no, form=form) for no, form in enumerate(forms, 1)],
        original_id=None,
        revision=1,
        created_at=now(),
        declared_at=None,
    )


def a_case(certificate: Certificate, **changes: Any) -> Case:
    rule = agreements.find(certificate.authority, certificate.type_code, today())
    case = Case(certificate=certificate, rule=rule, day=today())
    return replace(case, **changes)


def found(certificate: Certificate, **around: Any) -> list[Finding]:
    return examined(a_case(certificate, **around))


def codes(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    return {(each.code, each.field) for each in findings}


def grave(findings: Iterable[Finding]) -> list[Finding]:
    return [each for each in findings if each.severity == "error"]


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


@pytest.mark.feature("CO-14")
def test_the_destination_and_the_consignee_must_be_of_the_agreement() -> None:
    to_japan = a_certificate(type_code="E", dest_country_code="392", consignee="TOKYO CO\nTOKYO")
    told = codes(found(to_japan))
    assert ("not_a_partner", "dest_country_code") in told
    assert ("consignee_country", "consignee") in told
    assert ("consignee_country", "consignee") not in codes(found(a_certificate(type_code="E")))


def test_a_type_takes_no_more_lines_than_its_form() -> None:
    lines = [makers.goods(ori_criteria="WO") for _ in range(21)]
    there = {"dest_country_code": "036", "consignee": "SYDNEY PTY\nAUSTRALIA"}
    assert "too_many_lines" in {each.code for each in found(a_certificate(type_code="A", lines=lines, **there))}
    assert "too_many_lines" not in {each.code for each in found(a_certificate(type_code="A", lines=lines[1:], **there))}


@pytest.mark.parametrize(
    ("type_code", "criterion", "wrong"),
    [
        ("E", "WO", False),
        ("E", "XX", True),
        ("K", "OP", False),
        ("RC", "CTC", False),
        ("RC", "PSR", True),
        ("G", "P", False),
    ],
)
def test_each_type_has_its_own_origin_criteria(type_code: str, criterion: str, wrong: bool) -> None:
    certificate = a_certificate(type_code=type_code, lines=[makers.goods(ori_criteria=criterion)])
    assert ("criterion" in {each.code for each in found(certificate)}) is wrong


def test_form_e_with_psr_says_on_what_it_rests() -> None:
    certificate = a_certificate(type_code="E", lines=[makers.goods(ori_criteria="PSR")])
    assert ("asked_by_type", "goods/1/ori_criteria_sub") in codes(found(certificate))
    wrong = a_certificate(type_code="E", lines=[makers.goods(ori_criteria="PSR", ori_criteria_sub="4")])
    assert ("sub_criterion", "goods/1/ori_criteria_sub") in codes(found(wrong))


def test_an_rcep_certificate_has_its_invoices_and_its_origins() -> None:
    told = codes(found(a_certificate(type_code="RC", lines=[makers.goods(ori_criteria="RVC")])))
    assert ("ori_invs", "ori_invs") in told
    assert ("asked_by_type", "goods/1/goods_origin_country") in told
    assert ("asked_by_type", "goods/1/i_comp_prpr") in told
    half = a_certificate(type_code="RC", ori_invs=[OriInv(inv_no="X1")])
    assert ("ori_inv_parts", "ori_invs") in codes(found(half))


def _sailed(days_ago: int, **changes: Any) -> dict[str, Any]:
    day: date = today() - timedelta(days=days_ago)
    return {"intend_exp_date": day.isoformat(), **changes}


def test_who_applies_after_sailing_hears_of_the_remark_and_who_is_too_late_of_that() -> None:
    there = {"dest_country_code": "036", "consignee": "SYDNEY PTY\nAUSTRALIA"}

    def told(days: int, **changes: Any) -> set[str]:
        certificate = a_certificate(type_code="A", **there, **_sailed(days, **changes))
        return {each.code for each in found(certificate)} & {"late", "too_late"}

    assert told(-1) == set()
    assert told(3) == {"late"}
    assert told(3, remark="ISSUED RETROSPECTIVELY") == set()
    assert told(800) == {"too_late"}


def test_what_cannot_be_printed_by_oneself_is_said() -> None:
    there = {"dest_country_code": "604", "consignee": "LIMA SA\nPERU"}
    assert ("no_self_print", "dest_country_code") in codes(found(a_certificate(type_code="R", **there)))
    assert "no_self_print" not in {each.code for each in found(a_certificate())}


@pytest.mark.feature("CO-68", "CO-67", "CO-60")
def test_preferential_goods_of_ccpit_are_filed_and_approved_ones() -> None:
    number = "18S2102M9997/00054"
    line = makers.goods(filing_no=number, ori_criteria="WO")
    there = {"dest_country_code": "429", "consignee": "ZURICH AG\nSWITZERLAND"}
    certificate = a_certificate("ccpit", "S", [line], **there)
    (finding,) = [each for each in found(certificate, filed={}) if each.code == "not_filed"]
    assert "优惠原产地证书, 录入的商品信息必须是已备案并审核通过的商品数据。" in finding.sentence
    assert "not_filed" not in {each.code for each in found(certificate, filed={number: "392690"})}
    assert "filed_otherwise" in {each.code for each in found(certificate, filed={number: "020422"})}
    assert "not_filed" not in {each.code for each in found(a_certificate("ccpit", "C"), filed={})}


def _processing(**changes: Any) -> ProcessForm:
    form = ProcessForm(
        choice="anew",
        hs_code="3926",
        unit_price="1.00",
        product="PLASTIC ARTICLES",
        process="INJECTION",
        materials=[MaterialForm(hs_code="3901", cif_price="0.30"), MaterialForm(hs_code="3902", cif_price="0.05")],
        ad_valorem="35%",
    )
    return form.model_copy(update=changes)


@pytest.mark.feature("CO-70", "CO-71", "CO-72", "CO-73", "CO-74", "CO-77", "CO-78", "CO-79")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"product": ""}, "processing"),
        ({"ad_valorem": "abc"}, "ad_valorem"),
        ({"materials": [MaterialForm(hs_code="39", cif_price="0.35")]}, "heading"),
        ({"materials": [MaterialForm(hs_code="3901", cif_price="0.80")], "ad_valorem": "80%"}, "value_added"),
        ({"ad_valorem": "17%"}, "ad_valorem_differs"),
        ({"choice": "none", "product": ""}, None),
    ],
)
def test_the_processing_dialog_is_whole_and_its_value_added_is_derived(
    changes: dict[str, Any], code: str | None
) -> None:
    certificate = a_certificate(lines=[makers.goods(processing=_processing(**changes))])
    told = {each.code for each in found(certificate) if each.box == "processing"}
    assert told == ({code} if code else set())


def test_value_added_is_one_less_the_imported_share() -> None:
    assert value_added(_processing()) == Decimal("65.00")
    assert value_added(_processing(unit_price="")) is None


def test_a_change_names_the_old_certificate_and_the_reason() -> None:
    changed = replace(a_certificate(), category=Category.CHANGE)
    assert {("change", "change"), ("situation", "change"), ("paper", "change")} <= codes(found(changed))
    form = changed.form.model_copy(
        update={"change": ChangeForm(old_cert_no="C1", mod_reason="R", old_situ_desc="A", mod_situ_desc="B")}
    )
    whole = replace(changed, form=form)
    assert "change" not in {each.box for each in found(whole, attached=frozenset({"15"}))}


def test_a_signatory_is_one_on_file() -> None:
    certificate = a_certificate("ccpit")
    assert ("signer", "signer") in codes(found(certificate, signatories=frozenset({"李四"})))
    assert ("signer", "signer") not in codes(found(certificate, signatories=frozenset({makers.SIGNER})))


def test_what_no_public_text_confirms_never_blocks() -> None:
    """Facts of the rules table that are not verified warn."""
    certificate = a_certificate("ccpit", "B", [makers.goods(ori_criteria="Z")], **_sailed(100))
    assert {each.severity for each in found(certificate) if each.code in {"criterion", "too_late"}} == {"warning"}


def test_whatever_is_typed_the_check_finds_and_never_falls() -> None:
    odd = "９\u200b'\";--\n/nﷺ"
    names = [name for name in type(makers.basic()).model_fields if isinstance(getattr(makers.basic(), name), str)]
    certificate = a_certificate(**dict.fromkeys(names, odd))
    assert all(list(check(a_case(certificate))) is not None for check in CHECKS)
