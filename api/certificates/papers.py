"""佐证材料 and 图片唛头: which uploaded file stands for what (CO-46, CO-56), and what of it the customs get."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast
from uuid import UUID

from api import files
from api.certificates import editing, queries, refusals
from api.certificates.certificate import Certificate
from api.certificates.forms import ATTACHMENT_TYPES, AttachmentType
from api.certificates.xml import Attachment
from api.files import Attached
from api.people import Actor
from kit import database

MARK: Final = "mark"
SLOTS: Final[dict[str, str]] = {**{str(kind): label for kind, label in ATTACHMENT_TYPES.items()}, MARK: "图片唛头"}
_PICTURES: Final = frozenset({"image/png", "image/jpeg"})


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to be sent along: its file's id, and the attachment as the message takes it."""

    file_id: UUID
    slot: str
    attachment: Attachment


async def attach(actor: Actor, document_id: UUID, slot: str, file_id: UUID) -> list[Attached]:
    """Put an uploaded file into a slot; the picture mark takes pictures alone, and one of them.

    Papers may still follow while the authority has the certificate; the mark may not. Raises not_a_picture.
    """
    async with database.transaction():
        held = await (editing.hold_editable if slot == MARK else editing.hold)(actor, document_id)
        if slot == MARK:
            await _make_room(actor, document_id, file_id)
        await files.attach(actor, held.row.document_id, slot, file_id)
    return await files.of_document(actor, document_id)


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
    return [await _read(each) for each in await files.of_document(actor, certificate.id) if each.slot != MARK]


async def _read(attached: Attached) -> Paper:
    content = await asyncio.to_thread(files.path_of(attached.file).read_bytes)
    kind = cast("AttachmentType", attached.slot)
    return Paper(attached.file.id, attached.slot, Attachment(kind, attached.file.name, content))


async def _make_room(actor: Actor, document_id: UUID, file_id: UUID) -> None:
    """Refuse what is no picture, and let a new picture mark replace the one before."""
    file = await files.get(actor, file_id)
    if file.media_type not in _PICTURES:
        raise refusals.not_a_picture()
    for each in await files.of_document(actor, document_id):
        if each.slot == MARK and each.file.id != file_id:
            await files.detach(actor, document_id, MARK, each.file.id)
