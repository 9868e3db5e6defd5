"""The authorisation as it goes to customs, as JSON of our own: no public message was found (docs/exchange.md).

{"id": "…", "kind": "authorisation", "number": "SQ261121000001", "enterprise": "91610000MA6TG0N83M", "ccpit_code": "",
 "sent_at": "…", "data": {"seal": {"name": "合同章", "shape": "round", "width_mm": "42.0", "height_mm": "42.0",
 "valid_until": "2027-11-20", "sha256": "…", "picture": "base64…"}, "signature": {…}}}
"""

import asyncio
import base64
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from api import files
from api.documents import Document
from api.exchange import Outgoing, envelope
from api.people import Actor
from api.seals.limits import millimetres
from api.seals.queries import Seal
from kit.ids import new_id

KIND: Final = "authorisation"


async def enclosed(actor: Actor, seal: Seal) -> dict[str, Any]:
    """Return a seal or a signature with its picture; read before a transaction is opened."""
    stored = await files.get(actor, seal.file_id)
    picture = await asyncio.to_thread(files.open(stored).read_bytes)
    return {
        "name": seal.name,
        "shape": seal.shape,
        "width_mm": millimetres(seal.width),
        "height_mm": millimetres(seal.height),
        "valid_until": seal.valid_until,
        "sha256": stored.sha256,
        "picture": base64.b64encode(picture).decode(),
    }


async def outgoing(document: Document, enterprise_id: UUID, data: Mapping[str, Any]) -> Outgoing:
    """Return what is asked of customs; once for each authorisation."""
    message_id = new_id()
    return Outgoing(
        id=message_id,
        gateway="gacc",
        kind=KIND,
        document_id=document.id,
        enterprise_id=enterprise_id,
        key=f"{KIND} {document.id}",
        body=await envelope.enclosed(message_id, (KIND, document.number), enterprise_id, data),
        filename=f"Authorisation_{document.number}.json",
    )
