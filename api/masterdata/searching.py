"""Finding a code as people type it: its code, Chinese, English, or the initials of its pinyin."""

import unicodedata
from datetime import date
from functools import cache
from typing import NamedTuple

from api.masterdata.codetables import Code, rows, today


class _Keys(NamedTuple):
    """What a row is found by, folded once."""

    code: str
    initials: str
    names: tuple[str, ...]
    everything: str  # most rows are passed over by one look at this


def search(table: str, text: str, limit: int = 20, on: date | None = None) -> list[Code]:
    """Return rows that hold on a day and answer to a text, best first; no text gives the first rows.

    Exact codes and names come before beginnings, beginnings before what merely contains the text. KeyError for an
    unknown table.
    """
    wanted, day = fold(text), on or today()
    ranked = [
        (_rank(keys, wanted) if wanted else 0, place)
        for place, (row, keys) in enumerate(zip(rows(table), _keys(table), strict=True))
        if wanted in keys.everything and row.holds_on(day)
    ]
    return [rows(table)[place] for _, place in sorted(ranked)[:limit]]


def fold(text: str) -> str:
    """Return a text as it is compared: half width, small letters, one blank between words."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _rank(keys: _Keys, wanted: str) -> int:
    """Return 0 for the very thing, more for what is less alike."""
    likeness = (
        wanted in (keys.code, *keys.names),
        keys.code.startswith(wanted),
        keys.initials == wanted,
        keys.initials.startswith(wanted),
        any(name.startswith(wanted) for name in keys.names),
        any(f" {wanted}" in name for name in keys.names),
    )
    return likeness.index(True) if True in likeness else len(likeness)


@cache
def _keys(table: str) -> tuple[_Keys, ...]:
    return tuple(map(_folded, rows(table)))


def _folded(row: Code) -> _Keys:
    code, initials = fold(row.code), fold(row.initials)
    names = tuple(fold(name) for name in (row.name_zh, row.name_en, *row.aliases) if name)
    return _Keys(code, initials, names, "\n".join((code, initials, *names)))
