"""Declaration numbers as people type them: split, folded, and looked at; what looks wrong is said, never refused."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from api import masterdata
from api.declarations import flow
from api.identifiers import normalise

SEPARATOR: Final = ";"  # SUPP-13
LENGTH: Final = 18  # formats.md §4: district 4, year 4, flow 1, serial 9
MOST: Final = 50
_BETWEEN: Final = re.compile(r"[;；,，、\s]+")
_SHAPE: Final = re.compile(r"[0-9A-Z]{1,32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What looks wrong about a number, `place` counted from 1."""

    place: int
    number: str
    sentence: str


def split(text: str) -> list[str]:
    """Return the numbers in a text, each once, in their order: between them may stand ； ， 、 blanks or line ends."""
    return list(dict.fromkeys(filter(None, map(normalise, _BETWEEN.split(text)))))


def unreadable(numbers: Sequence[str]) -> list[str]:
    """Return what can be no number at all."""
    return [number for number in numbers if not _SHAPE.fullmatch(number)]


def doubts(numbers: Sequence[str]) -> list[Doubt]:
    """Return what looks wrong: length, district or flow (X-17: a warning until the format is confirmed)."""
    return [
        Doubt(place, number, f"第 {place} 个「{number}」{fault}")
        for place, number in enumerate(numbers, 1)
        for fault in _faults(number)
    ]


def _faults(number: str) -> Iterator[str]:
    if len(number) != LENGTH:
        less = "只有" if len(number) < LENGTH else "有"
        yield f"{less} {len(number)} 位，报关单号一般是 {LENGTH} 位。"
        return
    if masterdata.code("district", number[:4]) is None:
        yield f"的前四位 {number[:4]} 不在关区代码表中，请核对。"
    if not flow.is_export(number):
        yield "看起来不是出口报关单（第九位应为 0 或 E），请核对。"
