"""Where goods go, as people say it: a country by its Chinese name, an agreement by its short one (`data/areas.csv`).

A certificate that says where it goes is found by its country; one that only its authority told us of, by the types
that serve there.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from api import agreements, masterdata
from api.masterdata import today

_DATA: Final = Path(__file__).parent / "data" / "areas.csv"
_ALWAYS: Final = frozenset({"C"})  # the general certificate serves everywhere: it tells nothing of where
_AGREEMENT: Final = re.compile(r"(?:中国-)?(?P<name>.+?)(?:自贸协定|早期收获安排)")
_SHORTEST: Final = 2


@dataclass(frozen=True, slots=True)
class Area:
    """A place or an agreement: destinations as certificates write them, and types that serve there."""

    said: str
    destinations: tuple[str, ...]
    types: tuple[str, ...]


@cache
def areas() -> tuple[Area, ...]:
    """Return every area that can be named, each word once: our own words first, then agreements, then countries."""
    found: dict[str, Area] = {}
    for area in (*_ours(), *_countries(), *_agreements()):
        found.setdefault(area.said, area)
    return tuple(found.values())


def _ours() -> Iterator[Area]:
    with _DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            letters, types = row["countries"], tuple(filter(None, row["types"].split(";")))
            yield _in_country(row["word"], letters) if letters else Area(row["word"], (), types)


def _countries() -> Iterator[Area]:
    for row in masterdata.codes("country_customs"):
        if len(row.name_zh) >= _SHORTEST and row.aliases and row.aliases[0] != "CN":
            yield _in_country(row.name_zh, row.aliases[0])


def _agreements() -> Iterator[Area]:
    for kind in _types():
        if found := _AGREEMENT.fullmatch(kind.name):
            yield Area(found["name"], (), (kind.code,))
        yield Area(kind.name, (), (kind.code,))


def _in_country(said: str, letters: str) -> Area:
    """Return a country under the name it was called by."""
    country = agreements.country(letters)
    codes = (country.customs, country.ccpit)
    names = tuple(filter(None, (country.name, country.english.upper(), letters, *codes)))
    return Area(said, names, _serving().get(letters, ()))


def _types() -> Sequence[agreements.CertificateType]:
    return [*agreements.types("customs", today()), *agreements.types("ccpit", today())]


@cache
def _serving() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for kind in _types():
        if kind.code in _ALWAYS or not kind.preferential:
            continue
        for letters in agreements.rule(kind.authority, kind.code, today()).partners:
            found.setdefault(letters, []).append(kind.code)
    return {letters: tuple(dict.fromkeys(codes)) for letters, codes in found.items()}
