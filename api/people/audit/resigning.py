"""The trail signed anew with the present key: held against its chain first, then all of it in one transaction (P-5)."""

from collections.abc import Mapping
from typing import Any, Final

from api.people import locks
from api.people.audit.chain import NOTHING, end_of, link_of, set_end
from api.people.audit.lines import COLUMNS, signature
from api.people.audit.verifying import Flaw, verify
from kit import database

_AT_ONCE: Final = 1_000
_LINKED: Final = f"select {COLUMNS}, mac, seq, chain from audit where seq > $1 order by seq limit {_AT_ONCE}"  # noqa: S608 — constants
_LOOSE: Final = f"select {COLUMNS}, mac from audit where seq is null"  # noqa: S608 — constants
_RELINK: Final = "update audit set mac = $2, chain = $3 where id = $1"
_SIGN: Final = "update audit set mac = $2 where id = $1"


class Flawed(Exception):
    """The trail does not hold: signing it anew would make what was done to it look genuine."""

    def __init__(self, flaws: tuple[Flaw, ...]) -> None:
        super().__init__("".join(each.sentence for each in flaws[:3]))


async def resign() -> int:
    """Sign every line and link anew and return how many; raises Flawed, and then nothing was changed."""
    async with database.transaction():
        await locks.hold("audit chain")
        if (verdict := await verify()).flaws:
            raise Flawed(verdict.flaws)
        first = await end_of("first")
        seq, chain = (first.seq, first.chain) if first else (0, NOTHING)
        if first:
            await set_end("first", seq, chain)
        while rows := await database.fetch(_LINKED, seq):
            anew = []
            for row in rows:
                seq, mac = row["seq"], signature(row)
                chain = link_of(chain, seq, mac)
                anew.append((row["id"], mac, chain))
            await database.executemany(_RELINK, anew)
        if await end_of("last"):
            await set_end("last", seq, chain)
        await _sign(await database.fetch(_LOOSE))
    return verdict.lines


async def _sign(loose: list[Mapping[str, Any]]) -> None:
    await database.executemany(_SIGN, [(row["id"], signature(row)) for row in loose])
