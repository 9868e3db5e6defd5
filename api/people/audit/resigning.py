"""The trail signed anew with the present key, a part in each transaction, and each held against its chain first (P-5).

Killed in between, it goes on where it ended: the seam tells where, and lets the trail be verified meanwhile (ADR 0037).
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from api.people import locks
from api.people.audit.chain import NOTHING, End, end_of, is_link, link, link_of, set_end
from api.people.audit.lines import COLUMNS, is_signed, signature
from api.people.audit.seam import Seam, close_seam, seam, set_seam
from api.people.audit.verifying import Flaw, verify
from kit import database, failpoints

_AT_ONCE: Final = 500
_REST: Final = 0.1  # seconds in which others may write: who waits for SQLite looks every tenth of a second
_LINKED: Final = f"select {COLUMNS}, mac, seq, chain from audit where seq > $1 order by seq limit {_AT_ONCE}"  # noqa: S608 — constants
_CHAIN: Final = "select chain from audit where seq = $1"
_RELINK: Final = "update audit set mac = $2, chain = $3 where id = $1"


class Flawed(Exception):
    """The trail does not hold: signing it anew would make what was done to it look genuine."""

    def __init__(self, flaws: tuple[Flaw, ...]) -> None:
        super().__init__("".join(each.sentence for each in flaws[:3]))


class _Place(NamedTuple):
    """A line's number, the link on which the next line rests, and that on which it shall rest."""

    seq: int
    before: str
    anew: str


async def resign() -> int:
    """Sign every line and link anew and return how many; raises Flawed, and then nothing was changed.

    Other writers wait for a part at a time. What is tampered with while this runs is found by the part that it is in.
    """
    if (verdict := await verify()).flaws:
        raise Flawed(verdict.flaws)
    await link()
    while await _resign_some():  # noqa: ASYNC110 — work with a rest, and no waiting for something
        await asyncio.sleep(_REST)
    return verdict.lines


async def _resign_some() -> bool:
    """Sign the next lines anew; tell whether there are more."""
    async with database.transaction():
        await locks.hold("audit chain")
        first, last = await end_of("first"), await end_of("last")
        at = await _begin(first, await seam())
        anew: list[tuple[Any, str, str]] = []
        for row in await database.fetch(_LINKED, at.seq):
            mac, at = _next(at, row)
            if (mac, at.anew) != (row["mac"], row["chain"]):
                anew.append((row["id"], mac, at.anew))
        if anew:
            await database.executemany(_RELINK, anew)
        more = last is not None and at.seq < last.seq
        if more:
            await set_seam(at.seq, at.before)
        else:
            await _finish(first, at if last else None)
        failpoints.hit("rekey.before_commit")
    return more


async def _begin(first: End | None, found: Seam | None) -> _Place:
    """Return behind which line to go on; retention may have taken lines up to the seam, or beyond it."""
    start = _Place(first.seq, first.chain, first.chain) if first else _Place(0, NOTHING, NOTHING)
    if found is None or found.seq < start.seq:
        return start
    if found.seq == start.seq:
        return start._replace(before=found.chain)
    (row,) = await database.fetch(_CHAIN, found.seq)
    return _Place(found.seq, found.chain, row["chain"])


def _next(at: _Place, row: Mapping[str, Any]) -> tuple[str, _Place]:
    """Return a line's new signature and its place; raises Flawed if it is not what stood there."""
    if row["seq"] != at.seq + 1 or not is_signed(row) or not is_link(at.before, row):
        named = str(database.as_uuid(row["id"]))
        raise Flawed((Flaw(row["seq"], named, f"第{row['seq']}条在换密钥期间被改动。"),))
    mac = signature(row)
    return mac, _Place(row["seq"], row["chain"], link_of(at.anew, row["seq"], mac))


async def _finish(first: End | None, last: _Place | None) -> None:
    if first:
        await set_end("first", first.seq, first.chain)
    if last:
        await set_end("last", last.seq, last.anew)
    await close_seam()
