"""Certificates as the customs' messages: in the published order, back again without loss, safe to take from others."""

import base64
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from api.certificates import xml
from api.certificates.forms import BasicForm, ChangeForm, Form, GoodsForm, NonpartyCorp, OriInv, boxes
from api.certificates.xml import Attachment
from api.certificates.xml.writing import tree
from kit.refusals import Refusal
from tests.api.certificates.full import NUMBER, a_certificate, a_draft, schema_types

# formats.md §1.2, written here once more: the order of the head as the customs publish it.
HEAD = """
CertNo ApplyType CertStatus CertType EntMgrNo CiqRegNo AplRegNo EtpsName ApplName Applicant ApplTel OrgCode FetchPlace
AplAdd InvDate InvNo AplDate DestCountry DestCountryCode DestCountryName Exporter Consignee GoodsSpecClause Mark
LoadPort UnloadPort TransMeans TransName TransCountryCode TransCountryName TransPort DestPort TransDetails IntendExpDate
TradeModeCode FOBValue TotalAmt Note ContractNo LcNo SpecInvTerms PriceTerms Curr Remark ProducerSertFlag ExhibitFlag
ThirdPartyInvFlag ExporterTel ExporterFax ExporterEmail ConsigneeTel ConsigneeFax ConsigneeEmail PredictFlag ExpDeclDate
OriCountryCode OriCountry ChkValidDate EtpsConcEr EtpsTel Producer PrcsAssembly EntryId
"""
GOODS = """
GoodsItemFlag GNo HSCode GoodsName GoodsNameE PackQty PackUnit GoodsQty GoodsUnitE GoodsUnit GoodsQtyRef GoodsUnitRef
SecdGoodsQtyRef SecdGoodsUnitRef GrossWt NetWt WtUnit InvPrice InvValue FOBValue ICompPrpr OriCriteria OriCriteriaRef
Producer ProducerTel ProducerFax ProducerEmail CiqRegNo PrdcEtpsName PrdcEtpsConcEr PrdcEtpsTel ProducerSertFlag
GoodsDesc OriCriteriaSub GoodsOriginCountry GoodsOriginCountryEn GoodsTaxRate InvNo PackType
"""
BLOCKS: list[tuple[type[Form], str]] = [
    (BasicForm, "Head"),
    (GoodsForm, "Goods"),
    (ChangeForm, "Change"),
    (NonpartyCorp, "NonpartyCorp"),
    (OriInv, "Invoice"),
]
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.just("\n"), max_size=40)


def names(block: etree._Element) -> list[str]:
    return [each.tag.rpartition("}")[2] for each in block]


def sentences(body: bytes) -> list[str]:
    with pytest.raises(Refusal) as refused:
        xml.read(body)
    assert refused.value.code == "certificate_malformed"
    return [each["sentence"] for each in refused.value.facts["faults"]]


def message() -> bytes:
    return xml.write(a_certificate())


def test_blocks_and_fields_stand_in_the_published_order() -> None:
    root = tree(a_draft())
    assert root.tag == "{http://www.w3.org/2000/09/xmldsig#}Certificate"
    assert names(root) == [
        "CertificateHead", "CertificateList", "ModCertificate", "NonpartyCorpList", "OriInvs", "AplPromise",
    ]  # fmt: skip
    assert names(root[0]) == HEAD.split()
    assert names(root[1][0]) == GOODS.split()
    assert [line[1].text for line in root[1]] == ["1", "2"]


@pytest.mark.parametrize(("form", "block"), BLOCKS)
def test_forms_and_schema_know_the_same_fields_and_the_same_lengths(form: type[Form], block: str) -> None:
    types = schema_types(block)
    ours = {box.element: box.most for box in boxes(form).values() if box.element}
    assert ours.keys() <= types.keys()
    assert types.keys() - ours.keys() <= {"CertNo", "ApplyType", "CertStatus", "CertType", "GNo"}
    for element, most in ours.items():
        length = re.fullmatch(r"Text(\d+)", types[element])
        assert length is None or int(length[1]) == most, element


def test_a_full_message_is_valid_and_comes_back_as_it_was() -> None:
    assert xml.faults(etree.fromstring(message())) == []
    assert xml.read(message()) == a_draft()


def test_an_almost_empty_draft_is_a_valid_message_too() -> None:
    bare = replace(a_draft(), form=BasicForm(), goods=[])
    assert xml.faults(tree(bare)) == []
    assert names(tree(bare)[0]) == HEAD.split()[:8]


@given(TEXTS)
def test_any_text_of_a_box_survives_the_way_out_and_back(text: str) -> None:
    kept = text.strip().replace("/n", "/ n")
    form = BasicForm(exporter=text, remark=text)
    back = xml.read(xml.write(a_certificate(replace(a_draft(), form=form))))
    assert (back.form.exporter, back.form.remark) == (kept, kept)


def test_line_breaks_travel_as_the_two_characters_that_the_customs_ask_for() -> None:
    form = BasicForm(exporter="A CO\r\nXI'AN", consignee="TIME and/nor TIDE\x0b")
    body = xml.write(a_certificate(replace(a_draft(), form=form))).decode()
    assert "<Exporter>A CO/nXI'AN</Exporter>" in body
    assert "<Consignee>TIME and/ nor TIDE</Consignee>" in body
    assert xml.read(body.encode()).form.exporter == "A CO\nXI'AN"


def test_submitting_and_the_promise_are_said() -> None:
    body = message().decode()
    assert f"<CertNo>{NUMBER}</CertNo>" in body
    assert "<ApplyType>1</ApplyType>" in body
    assert "<CertStatus>3</CertStatus>" in body
    assert "<AplPromiseCode>1</AplPromiseCode>" in body
    assert "<ApplyType>0</ApplyType>" in xml.write(a_certificate(), submitted=False).decode()


def test_a_message_of_another_program_without_the_namespace_is_read() -> None:
    plain = message().replace(b' xmlns="http://www.w3.org/2000/09/xmldsig#"', b"")
    assert xml.read(plain) == a_draft()


@pytest.mark.feature("HOME-17")
def test_everything_that_is_wrong_is_said_at_once_by_the_names_on_the_form() -> None:
    body = (
        message()
        .replace(b"<InvDate>2026-11-20</InvDate>\n    <InvNo>", b"<InvDate>20/11/2026</InvDate>\n    <InvNo>")
        .replace(b"<HSCode>392690</HSCode>", b"<HSCode>39269</HSCode>")
        .replace(b"<LcNo>", b"<LcNo>" + b"x" * 51)
        .replace(b"<AplPromise>", b"<Sealed>1</Sealed><AplPromise>")
    )
    told = sentences(body)
    assert told[:2] == ["发票日期应为YYYY-MM-DD格式的日期。", "信用证号超过50字。"]
    assert "第2项商品的商品HS编码应为6、8、10位纯数字。" in told
    assert "Sealed不应出现在这里，应为AplPromise。" in told


def test_a_missing_required_field_is_named() -> None:
    assert sentences(message().replace(f"<CertNo>{NUMBER}</CertNo>\n    <ApplyType>".encode(), b"<ApplyType>")) == [
        "申请类型（ApplyType）不应出现在这里，应为证书编号（CertNo）。"
    ]
    assert sentences(re.sub(rb"<AplPromise>.*</AplPromise>", b"", message(), flags=re.DOTALL)) == [
        "Certificate缺少AplPromise。"
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!DOCTYPE x [<!ENTITY a 'aa'>]><Certificate>&a;</Certificate>", "DOCTYPE"),
        (b"<Certificate>" + b"<a>" * 40 + b"</a>" * 40 + b"</Certificate>", "嵌套超过32层"),
        (b"<Certificate>" + b"<a/>" * 20_001 + b"</Certificate>", "超过20000个"),
        (b"<Certificate>" + b" " * 2_097_152 + b"</Certificate>", "超过2MiB"),
        (b"<Receipt/>", "不是原产地证书报文"),
        (b"no xml at all", "不是完整的XML"),
    ],
)
def test_what_is_hostile_or_something_else_is_refused_with_its_reason(body: bytes, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        xml.read(body)
    assert refused.value.code == "certificate_unreadable"
    assert said in refused.value.sentence


def test_a_supporting_file_is_a_message_of_its_own() -> None:
    root = etree.fromstring(xml.write_attachment(a_certificate(), Attachment("1", "发票 A1.pdf", b"%PDF-1.7", True)))
    assert root.tag == "File"
    told = {each.tag: each.text for each in root}
    assert list(told) == [
        "CertNo", "CertType", "AplRegNo", "CiqRegNo", "FileType", "FileName", "DocType", "FileContent", "IsDelay",
    ]  # fmt: skip
    assert (told["FileName"], told["DocType"], told["IsDelay"]) == ("发票A1.pdf", "PDF", "1")
    assert base64.b64decode(told["FileContent"] or "") == b"%PDF-1.7"
