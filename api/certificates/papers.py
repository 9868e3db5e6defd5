"""佐证材料 and 图片唛头: which uploaded file stands for what (CO-46, CO-56), and what of it the customs get."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast
from uuid import UUID

from api import files
from api.certificates import editing, queries, refusals
from api.certificates.certificate import Certificate
from api.certificates.editing import Held
from api.certificates.forms import ATTACHMENT_TYPES, AttachmentType
from api.certificates.xml import Attachment
from api.files import Attached, Stored
from api.people import Actor
from kit import database

MARK: Final = "mark"
MARK_HINT: Final = "图片唛头只能上传 PNG 或 JPG 图片，不超过1M；再次上传会替换原来的图片"
SLOTS: Final[dict[str, str]] = {**{str(kind): label for kind, label in ATTACHMENT_TYPES.items()}, MARK: "图片唛头"}
_PICTURES: Final = frozenset({"image/png", "image/jpeg"})


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to be sent along: its file's id, and the attachment as the message takes it."""

    file_id: UUID
    slot: str
    attachment: Attachment


async def attach(actor: Actor, held: Held, slot: str, file_id: UUID) -> None:
    """Put an uploaded file into a slot, in the caller's transaction.

    The picture mark takes one picture; papers may still follow while the authority has the certificate. Raises
    not_a_picture, not_editable.
    """
    if slot == MARK:
        editing.require_editable(held)
        await _make_room(actor, held.row.document_id, file_id)
    await files.attach(actor, held.row.document_id, slot, file_id)


async def detach(actor: Actor, document_id: UUID, slot: str, file_id: UUID) -> None:
    """Take a file out of its slot while the certificate may be changed; raises not_editable."""
    async with database.transaction():
        await editing.hold_editable(actor, document_id)
        await files.detach(actor, document_id, slot, file_id)


async def of(actor: Actor, document_id: UUID) -> list[Attached]:
    """Return the papers and the picture mark of a certificate that the actor may see."""
    await queries.read(actor, document_id)
    return await files.of_document(actor, document_id)


async def to_send(actor: Actor, certificate: Certificate) -> Sequence[Paper]:
    """Return the papers of a customs certificate with their bytes; call it outside a transaction."""
    if certificate.authority != "customs":
        return []
    return [
        await read(each.file, each.slot) for each in await files.of_document(actor, certificate.id) if each.slot != MARK
    ]


async def read(file: Stored, slot: str, *, delayed: bool = False) -> Paper:
    """Return a paper with its bytes; `delayed` if it follows the certificate. Call it outside a transaction."""
    content = await asyncio.to_thread(files.path_of(file).read_bytes)
    return Paper(file.id, slot, Attachment(cast("AttachmentType", slot), file.name, content, delayed))


async def _make_room(actor: Actor, document_id: UUID, file_id: UUID) -> None:
    """Refuse what is no picture, and let a new picture mark replace the one before."""
    file = await files.get(actor, file_id)
    if file.media_type not in _PICTURES:
        raise refusals.not_a_picture()
    for each in await files.of_document(actor, document_id):
        if each.slot == MARK and each.file.id != file_id:
            await files.detach(actor, document_id, MARK, each.file.id)
