"""Another program's eye on our workbooks, and our eye on its: openpyxl is what others write such files with."""

import io
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook, load_workbook

from api.certificates import excel
from api.certificates.excel import workbook
from api.certificates.importing import Found, from_file
from tests.api.certificates.full import a_certificate


def test_it_opens_ours_with_texts_alone_and_formulas_held_down() -> None:
    """Warnings are errors here: a workbook without a style it would complain of."""
    file = io.BytesIO()
    excel.export(file, [a_certificate()])
    sheet = load_workbook(file).active
    assert (sheet.title, sheet.freeze_panes, sheet.max_row) == ("原产地证", "A2", 3)
    assert {cell.data_type for row in sheet for cell in row if cell.value} == {"s"}
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(3, sheet.max_column).coordinate}"


def test_it_sees_what_looks_like_a_formula_as_a_quoted_text() -> None:
    file = io.BytesIO()
    workbook.write(file, "t", ["a"], [["=1+1"], ["@SUM(A1)"], ["+49 30"], ["plain"]])
    cells = [row[0] for row in load_workbook(file).active]
    assert [cell.value for cell in cells] == ["a", "=1+1", "@SUM(A1)", "+49 30", "plain"]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells[1:]] == [("s", True)] * 3 + [("s", False)]


async def test_numbers_and_dates_of_a_real_workbook_are_what_people_typed(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["出口明细"])
    sheet.append(["证书类型", "发票号", "发票日期", "FOB值(以美元计)", "商品HS编码", "数量", "第三方发票"])
    sheet.append(["C", 20261101, date(2026, 11, 21), 18600.5, 39269090, 1000, "是"])
    sheet.append(["C", "A2", datetime(2026, 11, 22, 8), 0.1 + 0.2, 2042200, 1e-5, None])  # noqa: DTZ001 — as cells are
    book.create_sheet("另一页").append(["不读"])
    book.save(tmp_path / "real.xlsx")
    found = await from_file(tmp_path / "real.xlsx")
    first, second = [each.draft for each in found if isinstance(each, Found)]
    assert (first.form.inv_no, first.form.inv_date, first.form.fob_value) == ("20261101", "2026-11-21", "18600.5")
    assert first.form.third_party_inv_flag == "1"
    assert [(line.hs_code, line.goods_qty) for line in first.goods] == [("39269090", "1000")]
    assert (second.form.inv_date, second.form.fob_value) == ("2026-11-22", "0.3")
    assert [(line.hs_code, line.goods_qty) for line in second.goods] == [("02042200", "0.00001")]
