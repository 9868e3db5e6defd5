"""The back-fill as a message. No public form of it was found: this JSON is our own, as all that goes to CCPIT."""

from typing import Final

import orjson

from api.declarations.backfill.models import Backfill
from api.documents import Document
from api.exchange.outgoing import GatewayName, Outgoing
from api.people.models import Enterprise
from api.wire import shown
from kit.clock import now
from kit.ids import new_id

_GATEWAYS: Final[dict[str, GatewayName]] = {"customs": "gacc", "ccpit": "ccpit"}


async def outgoing(row: Backfill) -> Outgoing:
    """Return the message of this sending; its answer names the back-fill's own number."""
    document = await Document.get(id=row.document_id)
    firm = await Enterprise.get(id=row.enterprise_id)
    message_id = new_id()
    content = {
        "id": str(message_id),
        "kind": document.kind,
        "number": document.number,
        "enterprise": firm.credit_code,
        "sent_at": shown(now()),
        "data": {
            "certificate_no": row.certificate_no,
            "certificate_type": row.type_code,
            "exported": row.exported,
            "declarations": row.declarations,
            "revision": row.revision,
        },
    }
    return Outgoing(
        id=message_id,
        gateway=_GATEWAYS[row.authority],
        kind="backfill",
        document_id=row.document_id,
        enterprise_id=row.enterprise_id,
        key=f"backfill {row.document_id} {row.revision}",
        body=orjson.dumps(content),
        filename=f"Backfill_{document.number}_{row.revision}.json",
    )
