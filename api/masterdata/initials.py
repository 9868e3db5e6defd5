"""The initials of Chinese words, for finding what people typed themselves by the letters of its pinyin."""

import unicodedata
from bisect import bisect_right
from typing import Final

# GB 2312 sorts its 3,755 common characters by pinyin: the first character of each initial bounds a range.
_FIRST: Final = (
    ("啊", "A"), ("芭", "B"), ("擦", "C"), ("搭", "D"), ("蛾", "E"), ("发", "F"), ("噶", "G"), ("哈", "H"),
    ("击", "J"), ("喀", "K"), ("垃", "L"), ("妈", "M"), ("拿", "N"), ("哦", "O"), ("啪", "P"), ("期", "Q"),
    ("然", "R"), ("撒", "S"), ("塌", "T"), ("挖", "W"), ("昔", "X"), ("压", "Y"), ("匝", "Z"),
)  # fmt: skip
_BOUNDS: Final = tuple(first.encode("gb2312") for first, _ in _FIRST)
_LAST_COMMON: Final = "座".encode("gb2312")
_OTHERWISE: Final = {"厦": "X", "重": "C"}  # how names of firms and places read them


def initials(text: str) -> str:
    """Return the first letters of the pinyin of common characters; letters and digits stay, all else is left out."""
    return "".join(map(_initial, unicodedata.normalize("NFKC", text).upper()))


def _initial(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() else ""
    return _OTHERWISE.get(character) or _by_range(character)


def _by_range(character: str) -> str:
    code = character.encode("gb2312", "ignore")
    common = _BOUNDS[0] <= code <= _LAST_COMMON and len(code) == 2  # noqa: PLR2004 — two bytes a character
    return _FIRST[bisect_right(_BOUNDS, code) - 1][1] if common else ""
