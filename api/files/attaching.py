"""Which file stands in which slot of a document."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from api import documents
from api.files.keeping import Stored, get, stored
from api.files.models import File
from api.people import Actor
from kit import database
from kit.clock import now

_ATTACH: Final = """
    insert into attachments (document_id, slot, file_id, attached_by, attached_at) values ($1, $2, $3, $4, $5)
    on conflict (document_id, slot, file_id) do nothing"""
_DETACH: Final = "delete from attachments where document_id = $1 and slot = $2 and file_id = $3"
_OF_DOCUMENT: Final = """
    select slot, file_id, attached_at from attachments where document_id = $1 order by slot, attached_at, file_id"""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file in a slot of a document."""

    slot: str
    file: Stored
    attached_at: datetime


async def attach(actor: Actor, document_id: UUID, slot: str, file_id: UUID) -> Attached:
    """Put a file into a slot of a document, both of the actor's enterprise; a slot may hold several. Safe to repeat.

    Joins the caller's transaction or opens its own. Whether the document's status allows it, its slice has asked.
    Raises `unknown`, no_enterprise, out_of_scope.
    """
    await documents.require_writer(actor)
    at = now()
    async with database.transaction():
        file = await get(actor, file_id)
        document = await documents.get(actor, document_id)
        await database.execute(_ATTACH, document.id, slot, file.id, actor.person_id, at)
    return Attached(slot, file, at)


async def detach(actor: Actor, document_id: UUID, slot: str, file_id: UUID) -> bool:
    """Take a file out of a slot; tell whether it was there. The file itself stays while something refers to it."""
    await documents.require_writer(actor)
    async with database.transaction():
        document = await documents.get(actor, document_id)
        return await database.execute(_DETACH, document.id, slot, file_id) == 1


async def of_document(actor: Actor, document_id: UUID) -> list[Attached]:
    """Return the files of a document that the actor may see, by slot and in the order of attaching."""
    document = await documents.get(actor, document_id)
    rows = await database.fetch(_OF_DOCUMENT, document.id)
    ids = {database.as_uuid(row["file_id"]) for row in rows}
    files = {file.id: stored(file) for file in await File.filter(id__in=ids)} if ids else {}
    return [
        Attached(row["slot"], files[database.as_uuid(row["file_id"])], database.as_time(row["attached_at"]))
        for row in rows
    ]
