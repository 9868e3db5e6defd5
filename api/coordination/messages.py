"""The application as messages. No public form of them was found: this JSON is our own, and says so."""

import base64
from collections.abc import Mapping
from typing import Any

from api import files
from api.coordination.models import Coordination
from api.coordination.vocabulary import BOXES, SLOTS
from api.documents import Document
from api.exchange import envelope
from api.exchange.outgoing import Outgoing
from api.files import Attached
from api.people import Actor
from kit.ids import new_id


async def submission(actor: Actor, row: Coordination) -> list[Outgoing]:
    """Return the application of this sending, and after it each of its attachments."""
    told = {box.name: getattr(row, box.name) for box in BOXES}
    attached = await files.of_document(actor, row.document_id)
    names = [{"slot": each.slot, "name": each.file.name, "sha256": each.file.sha256} for each in attached]
    content = {"type": row.type, **told, "revision": row.revision, "attachments": names}
    main = await _message(row, "coordination", content, f"{row.revision}")
    return [main, *[await _attachment(row, each) for each in attached]]


async def withdrawal(row: Coordination) -> Outgoing:
    """Return the wish to have the last sending back."""
    content = {"revision": row.revision, "certificate_no": row.certificate_no}
    return await _message(row, "coordination_withdrawal", content, f"{row.revision}")


async def _attachment(row: Coordination, each: Attached) -> Outgoing:
    content = {
        "slot": each.slot,
        "slot_label": SLOTS[each.slot],
        "name": each.file.name,
        "media_type": each.file.media_type,
        "sha256": each.file.sha256,
        "revision": row.revision,
        "content": base64.b64encode(files.path_of(each.file).read_bytes()).decode(),
    }
    return await _message(row, "attachment", content, f"{row.revision} {each.slot}", each.file.name)


async def _message(row: Coordination, kind: str, data: Mapping[str, Any], key: str, subject: str = "") -> Outgoing:
    document = await Document.get(id=row.document_id)
    message_id = new_id()
    return Outgoing(
        id=message_id,
        gateway="gacc",
        kind=kind,
        document_id=row.document_id,
        enterprise_id=row.enterprise_id,
        key=f"{kind} {row.document_id} {key}",
        body=await envelope.enclosed(message_id, (kind, document.number), row.enterprise_id, data),
        filename=f"{kind.title().replace('_', '')}_{document.number}_{key.replace(' ', '_')}.json",
        subject=subject,
        failed_step="attachment_refused" if kind == "attachment" else "failed",
    )
