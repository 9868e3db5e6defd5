"""The chain: every line gets a number and a link that rests on the line before, so that none can go unnoticed (P-5).

Lines are linked by the clock, not as they are written: to wait for the end of the chain would let all deeds wait for
each other. Until then a line stands by its own signature. Where the chain begins and ends is signed as well.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple

from api.people import locks
from api.people.audit.lines import COLUMNS, signature
from kit import database, logs, sealing

_LOG = logs.get("api.people.audit")
_AT_ONCE: Final = 500
NOTHING: Final = "0" * 64  # what the first line of all rests on
_LOOSE: Final = f"select {COLUMNS}, mac from audit where seq is null order by id limit {_AT_ONCE}"  # noqa: S608 — constants
_LINK: Final = "update audit set seq = $2, chain = $3, mac = $4 where id = $1 and seq is null"
_END: Final = "select seq, chain, mac from audit_ends where name = $1"
_SET_END: Final = """
    insert into audit_ends (name, seq, chain, mac) values ($1, $2, $3, $4)
    on conflict (name) do update set seq = excluded.seq, chain = excluded.chain, mac = excluded.mac"""
_FIRST_KEPT: Final = "select seq from audit where seq > $1 and at >= $2 order by seq limit 1"
_LAST_GONE: Final = "select seq, chain from audit where seq < $1 order by seq desc limit 1"
_DELETE: Final = "delete from audit where seq <= $1"
Name = Literal["first", "last"]


class End(NamedTuple):
    """An end of the chain: the number and link of the line that stands (`last`) or stood (`first`) there."""

    seq: int
    chain: str
    genuine: bool = True


async def link() -> int:
    """Chain the lines that are new, for the clock; return how many. Several processes may do so at once."""
    linked = 0
    while count := await _link_some():
        linked += count
    return linked


async def _link_some() -> int:
    async with database.transaction():
        await locks.hold("audit chain")
        rows, last = await database.fetch(_LOOSE), await end_of("last")
        if not rows:
            return 0
        seq, chain = (last.seq, last.chain) if last else (0, NOTHING)
        links = list(_links(rows, seq, chain, sign=last is None))
        await database.executemany(_LINK, links)
        _id, seq, chain, _mac = links[-1]
        await set_end("last", seq, chain)
    _LOG.info("audit chained", seq=seq, chain=chain)  # the log is kept elsewhere: who cuts the end off cannot reach it
    return len(rows)


def _links(
    rows: Iterable[Mapping[str, Any]], seq: int, chain: str, *, sign: bool
) -> Iterable[tuple[Any, int, str, str]]:
    """Yield the links of new lines; `sign` what was written before lines were signed at all."""
    for row in rows:
        mac = signature(row) if sign and not row["mac"] else row["mac"]
        seq, chain = seq + 1, link_of(chain, seq + 1, mac)
        yield row["id"], seq, chain, mac


def link_of(before: str, seq: int, mac: str) -> str:
    """Return the link of a line that rests on the one before."""
    return sealing.blind(f"{before}\x1f{seq}\x1f{mac}", "audit chain")


def is_link(before: str, row: Mapping[str, Any]) -> bool:
    """Tell whether a line's link rests on the one before, by our key or the old one."""
    return row["chain"] in sealing.blinds(f"{before}\x1f{row['seq']}\x1f{row['mac']}", "audit chain")


async def end_of(name: Name) -> End | None:
    """Return an end of the chain, None where nothing was ever linked or forgotten."""
    rows = await database.fetch(_END, name)
    if not rows:
        return None
    row = rows[0]
    return End(
        row["seq"], row["chain"], row["mac"] in sealing.blinds(_end_told(name, row["seq"], row["chain"]), "audit end")
    )


async def set_end(name: Name, seq: int, chain: str) -> None:
    """Write down an end of the chain, in the caller's transaction."""
    await database.execute(_SET_END, name, seq, chain, _signed(name, seq, chain))


def _signed(name: Name, seq: int, chain: str) -> str:
    return sealing.blind(_end_told(name, seq, chain), "audit end")


def _end_told(name: Name, seq: int, chain: str) -> str:
    return f"{name}\x1f{seq}\x1f{chain}"


async def forget(_since: datetime, before: datetime) -> int:
    """Delete the chain's oldest lines up to the first that is not older, which no law asks for any more (P-3)."""
    await link()
    async with database.transaction():
        await locks.hold("audit chain")
        first, last = await end_of("first"), await end_of("last")
        kept = await database.fetch(_FIRST_KEPT, first.seq if first else 0, before)
        gone = await database.fetch(_LAST_GONE, kept[0]["seq"] if kept else (last.seq + 1 if last else 0))
        if not gone:
            return 0
        await set_end("first", gone[0]["seq"], gone[0]["chain"])
        return await database.execute(_DELETE, gone[0]["seq"])
