"""Entering documents into the register, and finding them by number: for rooms that speak for an authority."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from api.documents import standings
from api.documents.kinds import kind_of
from api.documents.lifecycle import NEVER
from kit import database
from kit.clock import now
from kit.ids import new_id
from kit.relation import Relation

_ENTRIES: Final = Relation(
    "entries",
    id="uuid",
    kind="text",
    number="text",
    enterprise_id="uuid",
    entered_by="uuid",
    content="text",
    status="text",
    status_at="timestamptz",
    facts="jsonb",
)
_ENTER: Final = """
    insert into documents (id, kind, number, enterprise_id, entered_by, content, status, status_at, facts, axes, seq,
                           created_at, updated_at)
    select id, kind, number, enterprise_id, entered_by, content, status, status_at, facts, '{}', 0, $1::timestamptz,
           $1::timestamptz
    from {entries} where true
    on conflict (number, kind) do nothing"""
_WANTED: Final = Relation("wanted", kind="text", number="text")
_LOOK_UP: Final = """
    select documents.id, documents.kind, documents.number, documents.enterprise_id
    from {wanted} join documents on documents.number = wanted.number and documents.kind = wanted.kind"""

_FORMER: Final = """
    select documents.id, wanted.kind, wanted.number, documents.enterprise_id
    from {wanted} join document_numbers on document_numbers.number = wanted.number and document_numbers.role = 'apply'
    join documents on documents.id = document_numbers.document_id and documents.kind = wanted.kind"""


class Key(NamedTuple):
    """What tells a document apart: two authorities may give the same number."""

    kind: str
    number: str


class Found(NamedTuple):
    """A register row, as far as finding it tells."""

    id: UUID
    enterprise_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A document to be entered; its lifecycle says where it starts."""

    key: Key
    enterprise_id: UUID
    entered_by: UUID | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


async def look_up(keys: Collection[Key]) -> dict[Key, Found]:
    """Find documents by kind and normalised number, the one they had before their authority gave them theirs included.

    It asks nobody's rights: for doors of the authorities alone.
    """
    found: dict[Key, Found] = {}
    for statement in (_LOOK_UP, _FORMER):
        if missing := [key for key in keys if key not in found]:
            rows = await database.fetch(_WANTED.into(statement), *_WANTED.arguments(missing))
            found |= {Key(row["kind"], row["number"]): _found(row) for row in rows}
    return found


async def enter_many(entries: Sequence[Entry]) -> None:
    """Enter documents, in the caller's transaction; what is in the register already stays as it is.

    Always in the order of kind and number, so that two who enter the same documents never wait for each other.
    """
    if not entries:
        return
    rows = [_row(entry) for entry in sorted(entries, key=lambda entry: entry.key)]
    await database.execute(_ENTRIES.into(_ENTER, 2), now(), *_ENTRIES.arguments(rows))
    await standings.enter({row[0]: row[2] for row in rows})


def _row(entry: Entry) -> tuple[Any, ...]:
    kind = kind_of(entry.key.kind)
    start, facts = kind.lifecycle.start, orjson.dumps(entry.facts).decode()
    return (new_id(), *entry.key, entry.enterprise_id, entry.entered_by, kind.content, start, NEVER, facts)


def _found(row: database.Row) -> Found:
    return Found(database.as_uuid(row["id"]), database.as_uuid(row["enterprise_id"]))
