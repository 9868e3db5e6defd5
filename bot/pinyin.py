"""How common characters are read aloud, for what is typed by ear: GB 2312 sorts its 3,755 common ones by pinyin.

`data/pinyin.csv` names the first character of each syllable in that order.
"""

import csv
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import Final

_DATA: Final = Path(__file__).parent / "data" / "pinyin.csv"
_LAST_COMMON: Final = "座".encode("gb2312")
# Read otherwise in the words of this trade, rare, or often written for one another.
_OTHERWISE: Final = {"订": "ding", "调": "tiao", "重": "chong", "地": "de"}


@cache
def syllable(character: str) -> str:
    """Return the reading of a common character without its tone, or nothing."""
    if character in _OTHERWISE:
        return _OTHERWISE[character]
    code = character.encode("gb2312", "ignore")
    firsts, readings = _table()
    common = len(code) == 2 and firsts[0] <= code <= _LAST_COMMON  # noqa: PLR2004 — two bytes a character
    return readings[bisect_right(firsts, code) - 1] if common else ""


def spelled(text: str) -> str:
    """Return a text as it sounds: characters by their pinyin, letters and digits in lower case, all else left out."""
    return "".join(each.lower() if each.isascii() and each.isalnum() else syllable(each) for each in text)


def initials(text: str) -> str:
    """Return the first letter of each character's pinyin."""
    return "".join(syllable(each)[:1] for each in text)


@cache
def _table() -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    with _DATA.open(encoding="utf-8", newline="") as file:
        rows = [(row["first"].encode("gb2312"), row["syllable"]) for row in csv.DictReader(file)]
    return tuple(first for first, _ in rows), tuple(reading for _, reading in rows)
