"""Where a trail that is being signed anew changes over: lines up to it are linked anew, the next one rests on what was.

It is signed like the ends of the chain. There is one only between the first part and the last (ADR 0037).
"""

from typing import Final, NamedTuple

from kit import database, sealing

_GET: Final = "select seq, chain, mac from audit_seam"
_SET: Final = """
    insert into audit_seam (id, seq, chain, mac) values (1, $1, $2, $3)
    on conflict (id) do update set seq = excluded.seq, chain = excluded.chain, mac = excluded.mac"""
_CLOSE: Final = "delete from audit_seam"


class Seam(NamedTuple):
    """The number of the last line that was signed anew, and the link it had before, on which the next one rests."""

    seq: int
    chain: str
    genuine: bool = True


async def seam() -> Seam | None:
    """Return the seam, None where the whole trail is of one piece."""
    rows = await database.fetch(_GET)
    if not rows:
        return None
    row = rows[0]
    return Seam(row["seq"], row["chain"], row["mac"] in sealing.blinds(_told(row["seq"], row["chain"]), "audit seam"))


async def set_seam(seq: int, chain: str) -> None:
    """Write down how far the trail was signed anew, in the caller's transaction."""
    await database.execute(_SET, seq, chain, sealing.blind(_told(seq, chain), "audit seam"))


async def close_seam() -> None:
    """Forget the seam: the trail is of one piece again; in the caller's transaction."""
    await database.execute(_CLOSE)


def _told(seq: int, chain: str) -> str:
    return f"{seq}\x1f{chain}"
