"""Workbooks: what leaves can be read by anybody and is never a formula; what comes is understood as Excel keeps it."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from api import files
from api.certificates import excel, listing
from api.certificates.certificate import Category, Draft
from api.certificates.excel import columns, workbook
from api.certificates.forms import BasicForm, GoodsForm, MaterialForm, ProcessForm
from api.certificates.importing import Found, Unusable
from api.certificates.queries import Item
from kit.ids import new_id
from kit.refusals import Refusal
from tests.api.certificates.full import a_certificate, a_draft

HEADING = ["序号", "受理机构", "证书类型", "发票号", "发票日期", "FOB值(以美元计)", "商品·商品HS编码", "商品·数量"]
Rows = list[list[str]]


async def parsed(tmp_path: Path, written: io.BytesIO) -> Rows:
    """What the house's own reader finds in a workbook."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(written.getvalue())
    return await files.parse("xlsx", path)


def drafts(rows: Rows) -> list[Draft]:
    found = excel.read(rows).found
    assert all(isinstance(each, Found) for each in found), found
    return [each.draft for each in found if isinstance(each, Found)]


def reasons(rows: Rows) -> list[tuple[str, list[str]]]:
    return [(each.place, list(each.reasons)) for each in excel.read(rows).found if isinstance(each, Unusable)]


def one(heading: str, cell: str) -> str:
    """What a single box holds after its cell was read."""
    (draft,) = drafts([["证书类型", heading], ["C", cell]])
    column = columns.find(heading)
    assert column
    part: object = draft.goods[0] if column.is_goods else draft.form
    for step in column.path[1:]:
        part = part[step] if isinstance(step, int) else getattr(part, str(step))  # type: ignore[index]
    return str(part)


def test_every_box_of_the_form_is_a_column_with_a_name_of_its_own() -> None:
    labels = [each.label for each in columns.columns()]
    assert len(labels) == len(set(labels))
    assert not set(labels) & set(columns.KEYS)
    assert {"发票号", "商品·发票号", "改证信息·原证书号", "第三方企业1·企业名称", "商品·加工工序·加工工序"} <= set(
        labels
    )


async def test_whole_certificates_come_back_from_their_table_as_they_were(tmp_path: Path) -> None:
    processing = ProcessForm(
        choice="anew",
        product="盒",
        materials=[MaterialForm(hs_code="3901", cif_price="0.35"), MaterialForm(hs_code="32")],
    )
    first = replace(a_draft(), goods=[*a_draft().goods, GoodsForm(hs_code="39", processing=processing)])
    second = Draft(authority="ccpit", type_code="S", form=BasicForm(inv_no="B2"), goods=[], number="X1")
    file = io.BytesIO()
    assert excel.export(file, [a_certificate(first), a_certificate(second)]) == 4
    assert drafts(await parsed(tmp_path, file)) == [first, second]


async def test_the_template_names_every_column_and_is_empty(tmp_path: Path) -> None:
    file = io.BytesIO()
    excel.template(file)
    (heading,) = await parsed(tmp_path, file)
    assert heading[:5] == ["序号", "受理机构", "证书类型", "证书类别", "证书编号"]
    assert excel.read([heading]).ignored == []


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0"]
)
def test_nothing_that_was_typed_becomes_a_formula(cell: str) -> None:
    """Texts alone, and those that look like formulas keep the mark that holds them a text when the cell is edited."""
    file = io.BytesIO()
    workbook.write(file, "t", ["a", "b"], [[cell, "harmless"]])
    book = zipfile.ZipFile(file)
    sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    cells = list(sheet.iter("{*}c"))
    assert {each.get("t") for each in cells} == {"inlineStr"}
    assert not list(sheet.iter("{*}f"))
    styles = etree.fromstring(book.read("xl/styles.xml"))
    (formats,) = styles.iter("{*}cellXfs")
    quoted = [formats[int(each.get("s", "0"))].get("quotePrefix") for each in cells]
    assert quoted == [None, None, "1", None]


@given(st.lists(st.lists(st.text(max_size=20), min_size=3, max_size=3), max_size=5))
def test_any_text_makes_a_workbook_that_can_be_read(rows: list[list[str]]) -> None:
    file = io.BytesIO()
    assert workbook.write(file, "[a]:*?/\\" * 9, ["x", "y", "z"], rows) == len(rows)
    book = zipfile.ZipFile(file)
    assert book.testzip() is None
    sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    told = ["".join(each.itertext()) for each in sheet.iter("{*}is")][3:]
    writable = [
        re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", cell)
        for row in rows
        for cell in row
        if cell
    ]
    assert told == [each.replace("\r\n", "\n").replace("\r", "\n") for each in writable]


@pytest.mark.feature("CO-89", "CO-95")
async def test_a_query_list_has_the_manuals_columns_and_a_dash_for_what_is_not_yet(tmp_path: Path) -> None:
    item = Item(
        document_id=new_id(), number="C26M000100Y40001", status="draft", authority="ccpit", type_code="R",
        category="new",
        invoice_no="2F47S93D", invoice_date="2019-05-30", importer_name="TLE CHINA", signer="丹", invoice_amount="0",
        currency="502", remark="", created_at=datetime(2026, 11, 20, 16, 30, tzinfo=UTC), declared_at=None,
    )  # fmt: skip
    declared = replace(item, status="declared", declared_at=datetime(2026, 11, 21, 16, tzinfo=UTC))
    file = io.BytesIO()
    excel.export_list(file, "优惠原产地证查询", [item, declared])
    heading, first, second = await parsed(tmp_path, file)
    assert heading == list(listing.COLUMNS)
    assert first == [
        "1", "2F47S93D", "2019-05-30", "-", "中国-秘鲁自贸协定", "TLE CHINA", "丹", "0", "暂存", "",
        "2026-11-21 00:30:00", "-",
    ]  # fmt: skip
    assert (second[3], second[8], second[11]) == ("C26M000100Y40001", "已申报", "2026-11-22")


def test_rows_of_one_number_are_one_certificate_wherever_they_stand() -> None:
    rows = [
        HEADING,
        ["1", "海关", "C", "A1", "2026-11-20", "5", "392690", "1"],
        ["2", "贸促会", "S", "B1", "", "", "392610", "2"],
        ["1", "", "", "", "", "", "392620", "3"],
    ]
    first, second = drafts(rows)
    assert (first.authority, first.type_code, first.form.inv_no) == ("customs", "C", "A1")
    assert [(line.hs_code, line.goods_qty) for line in first.goods] == [("392690", "1"), ("392620", "3")]
    assert (second.authority, [line.hs_code for line in second.goods]) == ("ccpit", ["392610"])


def test_without_numbers_a_row_that_says_nothing_new_belongs_to_the_one_before() -> None:
    heading = ["证书类型", "发票号", "商品HS编码"]
    rows = [
        heading,
        ["C", "A1", "392690"],
        ["C", "A1", "392620"],
        ["", "", "392610"],
        [],
        ["C", "A2", "392690"],
        ["C", "A3", ""],
    ]
    assert [(draft.form.inv_no, len(draft.goods)) for draft in drafts(rows)] == [("A1", 3), ("A2", 1), ("A3", 0)]


def test_rows_that_contradict_each_other_are_named() -> None:
    rows = [HEADING, ["1", "", "C", "A1", "", "", "392690", ""], ["1", "", "", "A2", "", "", "392690", ""]]
    assert reasons(rows) == [("第2至3行", ["第3行的“发票号”与第2行不一致。"])]


def test_a_title_above_and_columns_of_ones_own_do_no_harm() -> None:
    rows = [["2026年11月出口"], [], ["证书类型 *", "发票号：", "业务员"], ["C", "A1", "老王"]]
    table = excel.read(rows)
    assert table.ignored == ["业务员"]
    assert table.found[0].place == "第4行"


@pytest.mark.parametrize(
    ("heading", "cell", "kept"),
    [
        ("发票日期", "46347", "2026-11-21"),
        ("发票日期", "46347.75", "2026-11-21"),
        ("发票日期", "2026/11/2", "2026-11-02"),
        ("发票日期", "2026年11月21日", "2026-11-21"),
        ("发票日期", "20261121", "2026-11-21"),
        ("发票日期", "明天", "明天"),
        ("发票日期", "2026-13-45", "2026-13-45"),
        ("发票金额", "18,600.50", "18600.50"),
        ("发票金额", "18.600000000000001", "18.6"),
        ("发票金额", "1.86E+4", "18600"),
        ("商品·金额", "0.10", "0.10"),
        ("商品·商品HS编码", "3926.90", "392690"),
        ("商品·商品HS编码", "2042200", "02042200"),
        ("商品·商品HS编码", "39269", "39269"),
        ("第三方发票", "是", "1"),
        ("商品·生产商保密", "否", "N"),
        ("发票号", "是", "是"),
        ("商品·加工工序·申报方式", "需要申报, 内容和上次一样", "as_before"),
    ],
)
def test_cells_are_read_as_people_mean_them(heading: str, cell: str, kept: str) -> None:
    assert one(heading, cell) == kept


def test_a_number_that_excel_has_cut_is_not_taken_for_the_one_that_was_typed() -> None:
    rows = [["证书类型", "报关单号"], ["C", "2.0220080525641699E+16"]]
    assert reasons(rows) == [("第2行", ["第2行的“报关单号”的数字过长，已被Excel改写，请把该列设为文本后重新填写。"])]


@pytest.mark.parametrize("written", ["S", "中国-瑞士自贸协定 (S)", "中国-瑞士自贸协定（S）", "s"])
def test_types_are_written_in_many_ways(written: str) -> None:
    assert drafts([["证书类型", "发票号"], [written, "A1"]])[0].type_code == "S"


@pytest.mark.feature("CO-17")
def test_change_and_reissue_are_told_by_their_names() -> None:
    rows = [["证书类型", "证书类别", "发票号"], ["C", "更改+重发", "A1"], ["C", "新建证书", "A2"], ["C", "换证", "A3"]]
    found = excel.read(rows).found
    assert [each.draft.category for each in found if isinstance(each, Found)] == [Category.CHANGE_REISSUE, Category.NEW]
    assert reasons(rows) == [("第4行", ["证书类别“换证”不正确，应为新建证书、更改、重发、更改+重发。"])]


def test_an_unknown_issuer_and_a_text_beyond_all_measure_are_reasons() -> None:
    rows = [["受理机构", "证书类型", "发票号"], ["商会", "C", "A1"], ["海关", "C", "x" * 8001]]
    (_, first), (place, second) = reasons(rows)
    assert first == ["受理机构“商会”不正确，应为海关或贸促会。"]
    assert place == "第3行"
    assert second == ["发票号：最多8000个字。"]


def test_a_table_without_a_heading_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        excel.read([["a", "b"], ["1", "2"]])
    assert refused.value.code == "no_heading"


def test_goods_alone_are_read_from_a_table_of_goods() -> None:
    rows = [["商品HS编码", "货物描述", "数量"], ["39269090", "BOXES", "1,000"], ["", "", ""], ["3926", "LIDS", "2"]]
    assert [(line.hs_code, line.goods_qty) for line in excel.goods_of(rows)] == [("39269090", "1000"), ("3926", "2")]
    with pytest.raises(Refusal) as refused:
        excel.goods_of([["商品HS编码", "货物描述"], ["1", "1.5E+20"]])
    assert refused.value.code == "goods_unreadable"
