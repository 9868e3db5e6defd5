"""申报前体检: a sound certificate has nothing grave; each published reason for a return is found, in its box."""

from typing import Any

import pytest

from api.certificates.certificate import Authority
from api.certificates.checking import CHECKS
from api.certificates.forms import GoodsForm, NonpartyCorp
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


def test_whatever_is_typed_the_check_finds_and_never_falls() -> None:
    odd = "９\u200b'\";--\n/nﷺ"
    names = [name for name in type(makers.basic()).model_fields if isinstance(getattr(makers.basic(), name), str)]
    certificate = a_certificate(**dict.fromkeys(names, odd))
    assert all(list(check(a_case(certificate))) is not None for check in CHECKS)
