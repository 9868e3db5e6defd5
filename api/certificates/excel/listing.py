"""A query list as a workbook: the manual's twelve columns, as the page shows them (CO-89, CO-95)."""

from collections.abc import Iterable, Iterator
from typing import IO, Final

from api.certificates import listing
from api.certificates.excel import workbook
from api.certificates.numbers import type_name
from api.certificates.queries import Item
from kit.clock import in_shanghai

_NOTHING: Final = "-"


def export_list(file: IO[bytes], title: str, items: Iterable[Item]) -> int:
    """Write the rows of a query list; return how many there are."""
    return workbook.write(file, title, listing.COLUMNS, _rows(items))


def _rows(items: Iterable[Item]) -> Iterator[list[str]]:
    for no, item in enumerate(items, 1):
        declared = item.declared_at
        yield [
            str(no),
            item.invoice_no,
            item.invoice_date,
            item.number if declared else _NOTHING,
            type_name(item.authority, item.type_code),
            item.importer_name,
            item.signer,
            item.invoice_amount,
            item.status_label,
            item.remark,
            f"{in_shanghai(item.created_at):%Y-%m-%d %H:%M:%S}",
            f"{in_shanghai(declared):%Y-%m-%d}" if declared else _NOTHING,
        ]
