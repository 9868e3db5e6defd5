"""F-4: whatever people typed, a workbook that leaves holds no formula, in whatever program it is opened."""

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from lxml import etree
from openpyxl import load_workbook
from pydantic import BaseModel

from api.certificates import excel, listing
from api.certificates.certificate import Draft
from api.certificates.excel.columns import columns
from api.certificates.queries import Item
from api.main import create_app
from kit.ids import new_id
from tests.api.certificates.full import a_certificate, a_draft
from tests.hostile import LONG

SIGNS = ("=", "+", "-", "@", "\t=", "\r=", "\x00=", "＝")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SOFFICE = shutil.which("soffice")


def _typed(sign: str) -> str:
    return f'{sign}1+1+HYPERLINK("http://127.0.0.1:9/","x")'


def _hostile(draft: Draft, sign: str) -> Draft:
    """The draft with that text in every box that a table has a column for."""
    form, goods = draft.form.model_copy(deep=True), [each.model_copy(deep=True) for each in draft.goods]
    for column in columns():
        part: Any = goods[0] if column.is_goods else form
        for step in column.path[1:-1]:
            part = part[step] if isinstance(step, int) else _within(part, str(step))
        object.__setattr__(part, str(column.path[-1]), _typed(sign))
    return replace(draft, form=form, goods=goods, number=_typed(sign))


def _within(part: BaseModel, name: str) -> Any:
    """What stands under that name; a list has an entry."""
    found = getattr(part, name)
    if found == []:
        (entry,) = get_args(type(part).model_fields[name].annotation)
        found.append(entry())
    return found


def _whole() -> bytes:
    file = io.BytesIO()
    excel.export(file, [a_certificate(_hostile(a_draft(), sign)) for sign in SIGNS])
    return file.getvalue()


def _listed() -> bytes:
    at, file = datetime(2026, 11, 21, tzinfo=UTC), io.BytesIO()
    told = ("number", "type_code", "invoice_no", "invoice_date", "importer_name", "signer", "invoice_amount", "remark")
    fixed = {"document_id": new_id(), "status": "approved", "authority": "ccpit", "category": "new", "currency": "USD"}
    items = [
        Item(**fixed, created_at=at, declared_at=at, **dict.fromkeys(told, _typed(sign)))  # type: ignore[arg-type]
        for sign in SIGNS
    ]
    excel.export_list(file, _typed("=")[:20], items)
    return file.getvalue()


BOOKS = {"a query list": (_listed, len(listing.COLUMNS)), "whole certificates": (_whole, len(columns()))}


@pytest.mark.parametrize("name", BOOKS)
def test_every_cell_of_every_column_is_a_text_that_stays_one(name: str) -> None:
    """In the file itself and to openpyxl: 8 signs × all columns; what looks like a formula is held down by the mark."""
    make, width = BOOKS[name]
    book = make()
    sheet = etree.fromstring(zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iter("{*}f"))
    assert {cell.get("t") for cell in sheet.iter("{*}c")} == {"inlineStr"}
    rows = load_workbook(io.BytesIO(book)).active
    assert rows.max_column >= width
    cells = [cell for row in rows.iter_rows(min_row=2) for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    typed = [cell for cell in cells if "HYPERLINK" in str(cell.value)]
    assert len(typed) > len(SIGNS) * 6
    assert all(cell.quotePrefix for cell in typed)


@pytest.mark.slow
@pytest.mark.parametrize("name", BOOKS)
def test_libreoffice_finds_no_formula(name: str, tmp_path: Path) -> None:
    if _SOFFICE is None:
        assert not LONG, "LibreOffice Calc is needed for this"
        pytest.skip("LibreOffice Calc is not installed: `make faults` installs it")
    (tmp_path / "book.xlsx").write_bytes(BOOKS[name][0]())
    own = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = [
        _SOFFICE,
        own,
        "--headless",
        "--convert-to",
        "fods",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "book.xlsx"),
    ]
    subprocess.run(convert, check=True, capture_output=True, timeout=110)
    opened = etree.parse(tmp_path / "book.fods", etree.XMLParser(huge_tree=True))
    cells = [cell for cell in opened.iter(f"{_TABLE}table-cell") if len(cell)]
    assert len(cells) > len(SIGNS) * 6
    assert not [cell for cell in cells if cell.get(f"{_TABLE}formula")]
    assert {cell.get(f"{_OFFICE}value-type") for cell in cells} == {"string"}


def test_nothing_leaves_as_csv() -> None:
    """A text in a CSV cannot be told from a formula; a workbook can, so tables leave as workbooks alone."""
    operations = [operation for path in create_app().openapi()["paths"].values() for operation in path.values()]
    told = {kind for each in operations for answer in each["responses"].values() for kind in answer.get("content", {})}
    assert excel.workbook.MEDIA_TYPE in told
    assert not [kind for kind in told if "csv" in kind]
