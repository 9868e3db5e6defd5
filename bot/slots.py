"""What a line asks about, read word for word: numbers, days, states, countries, whose. Nothing is guessed.

Every word of a line must be accounted for, or `rest` says what was not: a free question is answered when nothing is
left over (B-4: an allow-list; no word of a line reaches anything but its slot).
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from api.identifiers import Identifier, classify
from bot.areas import Area, areas
from bot.days import Period, period

_VOCABULARY: Final = Path(__file__).parent / "data" / "vocabulary.csv"
_NUMBER: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z/\-]{6,38}[0-9A-Za-z]")
_DATE: Final = re.compile(
    r"(?:近|最近|过去)\d{1,3}[天日]|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}[日号]?|\d{1,2}[-/月]\d{1,2}[日号]?|\d{1,2}月份?|\d{1,2}[号日]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """What a line names; empty where it names nothing. `rest` is what is no slot, `asks` whether it is a question."""

    numbers: tuple[Identifier, ...] = ()
    period: Period | None = None
    state: str = ""
    state_said: str = ""
    area: Area | None = None
    noun: str = ""
    own: bool = False
    asks: bool = False
    rest: str = ""

    @property
    def named(self) -> int:
        """Return how many conditions are named."""
        return sum(map(bool, (self.numbers, self.period, self.state, self.area, self.own)))

    @property
    def conditions(self) -> str:
        """Return the conditions as one would say them, to be told and to be said again."""
        said = [self.period.said if self.period else "", self.state_said, self.area.said if self.area else ""]
        return " ".join(filter(None, [*said, "本人" if self.own else ""]))


NOTHING: Final = Slots()


def read(text: str) -> Slots:
    """Return the slots that a text fills."""
    found: dict[str, object] = {}
    numbers: list[Identifier] = []

    def take(match: re.Match[str]) -> str:
        identifier = classify(match[0])
        if identifier is None:
            return match[0]
        numbers.append(identifier)
        return " "

    text = _NUMBER.sub(take, text)
    if asked := _whether().search(text):
        text, found["asks"] = text[: asked.start()], True
    text = _DATE.sub(lambda match: _day(match[0], found), text)
    rest = _words().sub(lambda match: _word(match[0], found), text)
    found["rest"] = "".join(rest.split())
    return Slots(numbers=tuple(numbers), **found)  # type: ignore[arg-type]  # the keys are its own


def _day(said: str, found: dict[str, object]) -> str:
    span = period(said)
    if span is None or "period" in found:
        return said
    found["period"] = span
    return " "


def _word(said: str, found: dict[str, object]) -> str:
    slot, value = _meanings()[said]
    if slot == "period":
        return _day(said, found)
    if slot in {"state", "area", "noun"} and found.get(slot, value) != value:
        return said if slot != "noun" else _narrower(found, str(value))
    found.update({"state": {"state": value, "state_said": said}, "": {}}.get(slot, {slot: value}))
    return " "


def _narrower(found: dict[str, object], noun: str) -> str:
    """Two nouns: the authority's certificate is a certificate."""
    if {str(found["noun"]), noun} <= {"certificate", "customs", "ccpit"}:
        found["noun"] = noun if found["noun"] == "certificate" else found["noun"]
        return " "
    return noun


@cache
def _meanings() -> Mapping[str, tuple[str, object]]:
    """Return what every word stands for: a slot and its value; what only fills a sentence has no slot."""
    meanings: dict[str, tuple[str, object]] = {}
    with _VOCABULARY.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            value: object = row["value"] if row["slot"] in {"state", "noun"} else True
            meanings |= dict.fromkeys(row["words"].split(), (row["slot"], value))
    return {area.said: ("area", area) for area in areas()} | meanings


@cache
def _words() -> re.Pattern[str]:
    longest_first = sorted(_meanings(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


@cache
def _whether() -> re.Pattern[str]:
    """Return how one asks whether something is so: a state, or none, and 了没有 at the end."""
    states = sorted((word for word, (slot, _) in _meanings().items() if slot == "state"), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, states))})?(?:了吗|了没有|了没|没有|没|吗|不)[?]?$")
