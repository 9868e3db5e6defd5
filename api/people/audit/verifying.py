"""Holding the audit trail against its chain: which line was changed, taken out or put in (P-5)."""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from api.people.audit.chain import NOTHING, End, end_of, is_link
from api.people.audit.lines import COLUMNS, is_signed
from api.people.audit.seam import Seam, seam
from kit import database

MOST: Final = 100  # flaws that are told; where there are more, the trail is worth nothing
_AT_ONCE: Final = 1_000
_LINKED: Final = f"select {COLUMNS}, mac, seq, chain from audit where seq > $1 order by seq limit {_AT_ONCE}"  # noqa: S608 — constants
_LOOSE: Final = f"select {COLUMNS}, mac from audit where seq is null order by id limit {_AT_ONCE}"  # noqa: S608 — constants


class Flaw(NamedTuple):
    """One thing that is wrong with the trail: the line's number and id as far as there are any, and a sentence."""

    seq: int | None
    id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many lines were held against the chain, and what is wrong with them."""

    lines: int
    flaws: tuple[Flaw, ...]


class _Marks(NamedTuple):
    """Where the chain begins, and where it changes over while it is signed anew."""

    first: End | None
    seam: Seam | None


class _Walk:
    """A walk along the chain: what the next line must rest on, '' where that is unknown after a gap."""

    def __init__(self, marks: _Marks) -> None:
        first, self._seam = marks
        self.seq, self.chain = (first.seq, first.chain) if first else (0, NOTHING)
        self.lines = 0

    def take(self, row: Mapping[str, Any]) -> Iterator[Flaw]:
        """Yield what is wrong with the next line."""
        seq, named = row["seq"], str(database.as_uuid(row["id"]))
        if self._seam and self._seam.seq == self.seq:
            self.chain = self._seam.chain
        if seq != self.seq + 1:
            yield Flaw(self.seq + 1, "", _missing(self.seq + 1, seq - 1))
            self.chain = ""
        if not is_signed(row):
            yield Flaw(seq, named, f"第{seq}条被改动。")
        elif self.chain and not is_link(self.chain, row):
            yield Flaw(seq, named, f"第{seq}条与前一条不衔接：有记录被换过或补进来。")
        self.seq, self.chain, self.lines = seq, row["chain"], self.lines + 1


async def verify() -> Verdict:
    """Return what is wrong with the audit trail; a line that was taken back to an older backup is wrong too.

    Lines may be forgotten or signed anew meanwhile: what then looks wrong is looked at again.
    """
    marks = await _marks()
    while True:
        verdict = await _walked(marks)
        before, marks = marks, await _marks()
        if not verdict.flaws or marks == before:
            return verdict


async def _marks() -> _Marks:
    return _Marks(await end_of("first"), await seam())


async def _walked(marks: _Marks) -> Verdict:
    last = await end_of("last")
    walk = _Walk(marks)
    flaws = [Flaw(mark.seq, "", "首尾标记被改动。") for mark in (*marks, last) if mark and not mark.genuine]
    async for row in _linked(walk.seq):
        flaws += walk.take(row)
        if len(flaws) >= MOST:
            break
    else:
        if last and last.seq > walk.seq:
            flaws.append(Flaw(walk.seq + 1, "", _missing(walk.seq + 1, last.seq)))
    loose = await database.fetch(_LOOSE)
    flaws += [_forged(row) for row in loose if not is_signed(row)]
    return Verdict(walk.lines + len(loose), tuple(flaws[:MOST]))


async def _linked(seq: int) -> AsyncIterator[Mapping[str, Any]]:
    while rows := await database.fetch(_LINKED, seq):
        for row in rows:
            yield row
        seq = rows[-1]["seq"]


def _forged(row: Mapping[str, Any]) -> Flaw:
    return Flaw(None, str(database.as_uuid(row["id"])), "一条尚未编号的记录被改动或由他人写入。")


def _missing(begin: int, end: int) -> str:
    return f"第{begin}条缺失。" if begin == end else f"第{begin}条至第{end}条缺失。"
