"""The back-fill as a message. No public form of it was found: this JSON is our own, as all that goes to CCPIT."""

from typing import Final

from api.declarations.backfill.models import Backfill
from api.documents import Document
from api.exchange import envelope
from api.exchange.outgoing import GatewayName, Outgoing
from kit.ids import new_id

_GATEWAYS: Final[dict[str, GatewayName]] = {"customs": "gacc", "ccpit": "ccpit"}


async def outgoing(row: Backfill) -> Outgoing:
    """Return the message of this sending; its answer names the back-fill's own number."""
    document = await Document.get(id=row.document_id)
    message_id = new_id()
    content = {
        "certificate_no": row.certificate_no,
        "certificate_type": row.type_code,
        "exported": row.exported,
        "declarations": row.declarations,
        "revision": row.revision,
    }
    return Outgoing(
        id=message_id,
        gateway=_GATEWAYS[row.authority],
        kind="backfill",
        document_id=row.document_id,
        enterprise_id=row.enterprise_id,
        key=f"backfill {row.document_id} {row.revision}",
        body=await envelope.enclosed(message_id, (document.kind, document.number), row.enterprise_id, content),
        filename=f"Backfill_{document.number}_{row.revision}.json",
    )
