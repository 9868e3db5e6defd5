"""Code tables of the authorities: versioned rows of `data/*.csv`, found by code, Chinese, English or pinyin initials.

Each code system has a table of its own, for the same number means different things in the next one (formats.md §5):
China is 156 in `country_customs` and 142 in `country_ccpit`.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from kit.clock import in_shanghai, now

_DATA: Final = Path(__file__).parent / "data"
LABELS: Final[Mapping[str, str]] = {
    "country_customs": "国家（地区）代码（海关原产地证）",
    "country_ccpit": "国家（地区）代码（贸促会）",
    "currency_customs": "币种代码（海关原产地证）",
    "currency_ccpit": "币种代码（贸促会）",
    "port": "港口",
    "unit": "计量单位",
    "package_unit": "包装单位",
    "transport": "运输方式",
    "transport_words": "运输方式（运输路线用语）",
    "trade_mode_customs": "贸易方式（海关原产地证）",
    "trade_mode_ccpit": "贸易方式（贸促会）",
    "price_terms": "价格条款",
    "deal_mode": "成交方式",
    "payment": "付款方式",
    "hs": "HS 章、品目",
    "district": "关区",
    "agreement": "优惠贸易协定代码",
}
_FILES: Final = {"district": "customs_districts", "agreement": "agreement_codes"}


@dataclass(frozen=True, slots=True)
class Code:
    """One row of a table; an empty date means that no such day is known. `verified` False warns, never blocks."""

    table: str
    code: str
    name_zh: str
    name_en: str
    initials: str
    aliases: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    source: str
    verified: bool

    def holds_on(self, day: date) -> bool:
        """Tell whether the row holds on that day of Asia/Shanghai."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def tables() -> tuple[str, ...]:
    """Return the names of all tables."""
    return tuple(LABELS)


def codes(table: str, on: date | None = None) -> tuple[Code, ...]:
    """Return the rows of a table that hold on a day (default today), in its order; KeyError for an unknown table."""
    return tuple(row for row in rows(table) if row.holds_on(on or today()))


def code(table: str, value: str, on: date | None = None) -> Code | None:
    """Return the row of that code on a day (default today), or None; KeyError for an unknown table."""
    return next((row for row in _by_code(table).get(value, ()) if row.holds_on(on or today())), None)


def today() -> date:
    """Return the day in Asia/Shanghai."""
    return in_shanghai(now()).date()


@cache
def rows(table: str) -> tuple[Code, ...]:
    """Return every row of a table, those of other days too; KeyError for an unknown table."""
    LABELS[table]
    with (_DATA / f"{_FILES.get(table, table)}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_row(table, row) for row in csv.DictReader(file, strict=True))


@cache
def _by_code(table: str) -> Mapping[str, tuple[Code, ...]]:
    found: dict[str, tuple[Code, ...]] = {}
    for row in reversed(rows(table)):  # a changed fact is a later row, and the later one wins
        found[row.code] = (*found.get(row.code, ()), row)
    return found


def _row(table: str, row: Mapping[str, str]) -> Code:
    return Code(
        table=table,
        code=row["code"],
        name_zh=row.get("name_zh") or row.get("name", ""),
        name_en=row.get("name_en", ""),
        initials=row.get("initials", ""),
        aliases=tuple(filter(None, row.get("aliases", "").split(";"))),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row.get("valid_to", "")),
        source=row["source"],
        verified=row["verified"] == "yes",
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
