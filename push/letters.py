"""Reading messages back: those of a batch, each once however many people it goes to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from kit import database
from kit.relation import IDS, ids
from push.message import Message, from_data

_READ: Final = """
    select messages.id, kind, title, facts, remark, brief, link, trace, created_at
    from messages where messages.id in (select ids.id from {ids})"""
_WORDED: Final = "select messages.id from messages where brief <> '' and messages.id in (select ids.id from {ids})"


class Said(NamedTuple):
    """A message, the trace it belongs to, and when it was written down (aware UTC)."""

    message: Message
    trace: str
    written_at: datetime


async def read(message_ids: Iterable[UUID]) -> dict[UUID, Said]:
    """Return the messages with these ids."""
    rows = await database.fetch(IDS.into(_READ), *ids(set(message_ids)))
    return {database.as_uuid(row["id"]): _said(row) for row in rows}


async def worded(message_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of these messages that have the words of a short message."""
    return {database.as_uuid(row["id"]) for row in await database.fetch(IDS.into(_WORDED), *ids(set(message_ids)))}


def _said(row: database.Row) -> Said:
    parts = {name: row[name] for name in ("title", "remark", "link", "kind", "brief")}
    message = from_data({**parts, "facts": database.as_json(row["facts"])})
    return Said(message, row["trace"], database.as_time(row["created_at"]))
