"""Working numbers: what a document is called until its authority gives it a number, if it ever does."""

from datetime import datetime
from typing import Final

from api.documents.kinds import Kind
from kit import database
from kit.clock import in_shanghai, now

_TAKE: Final = """
    insert into document_counters (prefix, day, taken) values ($1, $2, 1)
    on conflict (prefix, day) do update set taken = document_counters.taken + 1
    returning taken"""


async def next_number(kind: Kind, moment: datetime | None = None) -> str:
    """Return the next working number of a kind, in the caller's transaction: undone with it, given only once.

    It is of today's day in Asia/Shanghai, or of that moment's.
    """
    prefix = kind.numbering.prefix or "".join(word[0] for word in kind.name.split("_")).upper()
    day = in_shanghai(moment or now()).strftime(kind.numbering.period)
    (row,) = await database.fetch(_TAKE, prefix, day)
    return f"{prefix}{day}{row['taken']:0{kind.numbering.digits}}"
