"""Working numbers: what a document is called until its authority gives it a number, if it ever does."""

from datetime import datetime
from typing import Final

from api.documents.kinds import Kind
from kit import database
from kit.clock import in_shanghai, now

_TAKE: Final = """
    insert into document_counters (prefix, day, taken) values ($1, $2, $3)
    on conflict (prefix, day) do update set taken = document_counters.taken + excluded.taken
    returning taken"""


async def next_number(kind: Kind, moment: datetime | None = None) -> str:
    """Return the next working number of a kind, in the caller's transaction: undone with it, given only once.

    It is of today's day in Asia/Shanghai, or of that moment's.
    """
    return (await next_numbers(kind, 1, moment))[0]


def is_working(kind: Kind, number: str) -> bool:
    """Tell whether a number is a working number of a kind, and none that an authority gave."""
    prefix, period = _prefix(kind), in_shanghai(now()).strftime(kind.numbering.period)
    serial = number.removeprefix(prefix)
    return serial != number and serial.isdigit() and len(serial) == len(period) + kind.numbering.digits


async def next_numbers(kind: Kind, count: int, moment: datetime | None = None) -> list[str]:
    """Return so many working numbers of a kind, at once, in the caller's transaction."""
    prefix = _prefix(kind)
    day = in_shanghai(moment or now()).strftime(kind.numbering.period)
    if not count:
        return []
    (row,) = await database.fetch(_TAKE, prefix, day, count)
    last = row["taken"]
    return [f"{prefix}{day}{serial:0{kind.numbering.digits}}" for serial in range(last - count + 1, last + 1)]


def _prefix(kind: Kind) -> str:
    return kind.numbering.prefix or "".join(word[0] for word in kind.name.split("_")).upper()
