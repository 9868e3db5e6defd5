"""Finding a code as people type it: its code, Chinese, English, or the initials of its pinyin."""

import unicodedata
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from api.masterdata.codetables import Code, rows, today

_WORST: Final = 9


class _Keys(NamedTuple):
    """What a row is found by, folded once."""

    code: str
    initials: str
    names: tuple[str, ...]


def search(table: str, text: str, limit: int = 20, on: date | None = None) -> list[Code]:
    """Return rows that hold on a day and answer to a text, best first; no text gives the first rows.

    Exact codes and names come before beginnings, beginnings before what merely contains the text. KeyError for an
    unknown table.
    """
    wanted, day = fold(text), on or today()
    ranked = [
        (_rank(keys, wanted), place)
        for place, (row, keys) in enumerate(zip(rows(table), _keys(table), strict=True))
        if row.holds_on(day)
    ]
    best = sorted(each for each in ranked if each[0] < _WORST)[:limit]
    return [rows(table)[place] for _, place in best]


def fold(text: str) -> str:
    """Return a text as it is compared: half width, small letters, one blank between words."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _rank(keys: _Keys, wanted: str) -> int:
    """Return 0 for the very thing, more for what is less alike, `_WORST` for what does not answer."""
    likeness = (
        not wanted or wanted in (keys.code, *keys.names),
        keys.code.startswith(wanted),
        keys.initials == wanted,
        keys.initials.startswith(wanted),
        any(name.startswith(wanted) for name in keys.names),
        any(f" {wanted}" in name for name in keys.names),
        any(wanted in name for name in keys.names),
    )
    return likeness.index(True) if True in likeness else _WORST


@cache
def _keys(table: str) -> tuple[_Keys, ...]:
    return tuple(
        _Keys(
            fold(row.code),
            fold(row.initials),
            tuple(fold(name) for name in (row.name_zh, row.name_en, *row.aliases) if name),
        )
        for row in rows(table)
    )
