"""The request that goes to CCPIT, as JSON of our own (formats.md §2: no public message was found).

{"id": "…", "kind": "sync", "number": "TB261121000001", "enterprise": "2102M9997", "sent_at": "…",
 "data": {"what": "products", "credit_code": "…", "ask": 1}}
"""

from typing import Final

import orjson

from api.datasync.models import SyncRow
from api.exchange import Outgoing, sending
from api.people.models import Enterprise
from kit.clock import in_shanghai, now
from kit.ids import new_id

KIND: Final = "sync"


async def post(row: SyncRow, number: str) -> None:
    """Ask CCPIT, in the caller's transaction; each ask once."""
    message_id, firm = new_id(), await Enterprise.get(id=row.enterprise_id)
    envelope = {
        "id": str(message_id),
        "kind": KIND,
        "number": number,
        "enterprise": firm.ccpit_code,
        "sent_at": in_shanghai(now()).isoformat(timespec="seconds"),
        "data": {"what": row.kind, "credit_code": firm.credit_code, "ask": row.asks},
    }
    await sending.post(
        Outgoing(
            id=message_id,
            gateway="ccpit",
            kind=KIND,
            document_id=row.document_id,
            enterprise_id=row.enterprise_id,
            key=f"{row.document_id}-{row.asks}",
            body=orjson.dumps(envelope),
            filename=f"{number}.json",
        )
    )
