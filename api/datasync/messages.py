"""The request that goes to CCPIT, as JSON of our own (formats.md §2: no public message was found).

{"id": "…", "kind": "sync", "number": "TB261121000001", "enterprise": "91610000MA6TG0N83M", "ccpit_code": "2102M9997",
 "sent_at": "…", "data": {"what": "products", "ask": 1}}
"""

from typing import Final

from api.datasync.models import SyncRow
from api.exchange import Outgoing, envelope, sending
from kit.ids import new_id

KIND: Final = "sync"


async def post(row: SyncRow, number: str) -> None:
    """Ask CCPIT, in the caller's transaction; each ask once."""
    message_id, content = new_id(), {"what": row.kind, "ask": row.asks}
    await sending.post(
        Outgoing(
            id=message_id,
            gateway="ccpit",
            kind=KIND,
            document_id=row.document_id,
            enterprise_id=row.enterprise_id,
            key=f"{row.document_id}-{row.asks}",
            body=await envelope.enclosed(message_id, (KIND, number), row.enterprise_id, content),
            filename=f"{number}.json",
        )
    )
