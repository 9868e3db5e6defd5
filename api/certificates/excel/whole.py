"""Whole certificates as a table that can be taken in again, and the empty table to fill in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any, Final

from pydantic import BaseModel

from api.agreements import AUTHORITY_LABELS
from api.certificates.certificate import Certificate
from api.certificates.excel import workbook
from api.certificates.excel.columns import KEYS, Column, columns

_TITLE: Final = "原产地证"
_MOST_ENTRIES: Final = 50  # of any list within a form


def template(file: IO[bytes]) -> None:
    """Write the empty table: the key columns, then every box of certificate and goods."""
    workbook.write(file, _TITLE, [*KEYS, *(each.label for each in columns())], [])


def export(file: IO[bytes], certificates: Sequence[Certificate]) -> int:
    """Write certificates, one row a line of goods, in the columns that are filled in; return how many rows."""
    shown = [column for column in _numbered() if any(_value(each, column) for each in certificates)]
    rows = (row for place, each in enumerate(certificates, 1) for row in _rows(place, each, shown))
    return workbook.write(file, _TITLE, [*KEYS, *(each.label for each in shown)], rows)


def _numbered() -> Iterator[Column]:
    for column in columns():
        yield column
        if 0 in column.path:
            yield from (column.numbered(n) for n in range(1, _MOST_ENTRIES))


def _value(certificate: Certificate, column: Column) -> bool:
    if column.is_goods:
        return any(_box(form, column.path[1:]) for form in certificate.goods)
    return bool(_box(certificate.form, column.path[1:]))


def _rows(place: int, certificate: Certificate, shown: Iterable[Column]) -> Iterator[list[str]]:
    keys: Mapping[str, str] = {
        "序号": str(place),
        "受理机构": AUTHORITY_LABELS[certificate.authority],
        "证书类型": certificate.type_code,
        "证书类别": certificate.category.label,
        "证书编号": certificate.number,
    }
    for n, goods in enumerate(certificate.goods or [None]):
        first = n == 0
        cells = [_cell(certificate.form if first else None, goods, column) for column in shown]
        yield [*(keys[key] if first or key == KEYS[0] else "" for key in KEYS), *cells]


def _cell(form: BaseModel | None, goods: BaseModel | None, column: Column) -> str:
    part = goods if column.is_goods else form
    return _box(part, column.path[1:]) if part is not None else ""


def _box(part: Any, path: Sequence[str | int]) -> str:
    for step in path:
        if isinstance(step, int) and step >= len(part):
            return ""
        part = part[step] if isinstance(step, int) else getattr(part, step)
    return str(part)
