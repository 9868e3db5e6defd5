"""Reading messages back: those of a batch, each once however many people it goes to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from kit import database
from push.message import Message, from_data
from push.relation import IDS, ids

_READ: Final = """
    select messages.id, kind, title, facts, remark, brief, link, trace, created_at
    from messages where messages.id in (select ids.id from {ids})"""


class Said(NamedTuple):
    """A message, the trace it belongs to, and when it was written down (aware UTC)."""

    message: Message
    trace: str
    written_at: datetime


async def read(message_ids: Iterable[UUID]) -> dict[UUID, Said]:
    """Return the messages with these ids."""
    rows = await database.fetch(IDS.into(_READ), *ids(set(message_ids)))
    return {
        database.as_uuid(row["id"]): Said(
            from_data({**row, "facts": database.as_json(row["facts"])}),
            row["trace"],
            database.as_time(row["created_at"]),
        )
        for row in rows
    }
