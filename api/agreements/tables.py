"""The tables of this room: rows that hold from one day to another, each with its source and whether it is confirmed."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import api

_DATA: Final = Path(__file__).parent / "data"
_TYPES: Final = Path(api.__file__).parent / "masterdata" / "data" / "certificate_types.csv"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; both days belong to its time, in Asia/Shanghai, and None is no limit."""

    cells: Mapping[str, str]
    valid_from: date | None
    valid_to: date | None
    verified: bool
    source: str

    def __getitem__(self, column: str) -> str:
        """Return a cell; raises KeyError for a column that the table has not."""
        return self.cells[column]

    def holds(self, on: date) -> bool:
        """Tell whether the row holds on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@cache
def rows(table: str) -> tuple[Row, ...]:
    """Return every row of a table, whatever its time; `certificate_types` is the one of the code tables."""
    path = _TYPES if table == "certificate_types" else _DATA / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_row(each) for each in csv.DictReader(file, strict=True))


def holding(table: str, authority: str, code: str, on: date) -> Iterator[Row]:
    """Return the rows of a certificate type that hold on that day; a row of no authority is of both."""
    for row in _of_code(table).get(code, ()):
        if row["authority"] in {"", authority} and row.holds(on):
            yield row


@cache
def _of_code(table: str) -> Mapping[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = {}
    for row in rows(table):
        found.setdefault(row["code"], []).append(row)
    return {code: tuple(each) for code, each in found.items()}


def _row(cells: dict[str, str]) -> Row:
    return Row(
        cells=cells,
        valid_from=_day(cells["valid_from"]),
        valid_to=_day(cells.get("valid_to", "")),
        verified=cells["verified"] == "yes",
        source=cells["source"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
