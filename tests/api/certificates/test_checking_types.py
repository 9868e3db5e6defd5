"""申报前体检: what each type of certificate asks, and what stands behind the boxes."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from api import agreements
from api.certificates import preview
from api.certificates.certificate import Authority, Category
from api.certificates.checking import value_added
from api.certificates.forms import ChangeForm, MaterialForm, OriInv, ProcessForm
from api.masterdata import today
from tests.api.certificates import makers
from tests.api.certificates.cases import a_certificate, codes, found


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
        update={
            "change": ChangeForm(old_cert_no="C261026902330183", mod_reason="R", old_situ_desc="A", mod_situ_desc="B")
        }
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


@pytest.mark.parametrize("type_code", ["C", "AD", "NI", "SE", "HD"])
def test_a_form_without_the_box_takes_no_origin_criterion(type_code: str) -> None:
    certificate = a_certificate(type_code=type_code, lines=[makers.goods(ori_criteria="WO")])
    assert ("criterion_unasked", "goods/1/ori_criteria") in codes(found(certificate))
    assert "criterion_unasked" not in {each.code for each in found(a_certificate(type_code=type_code))}


def test_ecfa_shows_eight_digits_and_its_contacts() -> None:
    told = codes(found(a_certificate(type_code="H", lines=[makers.goods(ori_criteria="WO")], exporter_fax="")))
    assert ("hs_short", "goods/1/hs_code") in told
    assert ("asked_by_type", "exporter_fax") in told
    eight = a_certificate(type_code="H", lines=[makers.goods(ori_criteria="WO", hs_code="39269090")])
    assert "hs_short" not in {each.code for each in found(eight)}


def test_a_form_that_shows_the_value_wants_it() -> None:
    def told(criterion: str) -> bool:
        line = makers.goods(ori_criteria=criterion, fob_value="")
        return ("fob", "goods/1/fob_value") in codes(found(a_certificate("ccpit", "RC", [line])))

    assert (told("RVC"), told("CTC")) == (True, False)


@pytest.mark.parametrize(
    ("type_code", "box"),
    [("PR", "prcs_assembly"), ("PR", "ori_country_code"), ("TR", "ori_country"), ("RC", "price_terms")],
)
def test_what_a_type_asks_beyond_the_usual_is_missed(type_code: str, box: str) -> None:
    assert ("asked_by_type", box) in codes(found(a_certificate(type_code=type_code, **{box: ""})))
    assert ("asked_by_type", box) not in codes(found(a_certificate(type_code=type_code, **{box: "X"})))


def test_ecuador_with_a_third_partys_invoice_names_the_producer() -> None:
    told = {"third_party_inv_flag": "1", "producer": ""}
    assert ("asked_by_type", "producer") in codes(found(a_certificate(type_code="EC", **told)))
    assert ("asked_by_type", "producer") not in codes(found(a_certificate(type_code="EC", producer="")))


@pytest.mark.parametrize(("type_code", "unused"), [("H", False), ("NI", False), ("E", True), ("C", True)])
def test_only_some_types_say_that_the_sailing_is_expected(type_code: str, unused: bool) -> None:
    told = codes(found(a_certificate(type_code=type_code, predict_flag="1")))
    assert (("unused", "predict_flag") in told) is unused


@pytest.mark.parametrize("authority", agreements.AUTHORITIES)
def test_every_type_of_either_authority_is_examined_and_previewed(authority: Authority) -> None:
    for kind in agreements.types(authority, today()):
        certificate = a_certificate(authority, kind.code, [makers.goods(), makers.goods(ori_criteria="WO")])
        assert all(each.sentence and each.fix for each in found(certificate))
        boxes = preview.printed(certificate)
        assert [box.number for box in boxes] == sorted((box.number for box in boxes), key=int)
