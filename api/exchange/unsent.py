"""What becomes of a message that will never be taken: its document hears it as a receipt, through the one way in."""

from typing import Final
from uuid import UUID

import orjson

from api.exchange import alerts, inbox, outgoing
from api.exchange.inbox import Mail
from kit import bell, database, logs, trace
from kit.clock import now

_LOG = logs.get("api.exchange.unsent")
_ABOUT: Final = """
    select o.gateway, o.kind, o.failed_step, o.subject, o.filename, o.trace, o.state, d.kind as document_kind, d.number
    from outgoing as o left join documents as d on d.id = o.document_id where o.id = $1"""


async def give_up(message_id: UUID, sentence: str) -> bool:
    """Mark a message failed, and store the receipt that tells its document so; in one transaction, and once."""
    async with database.transaction():
        rows = await database.fetch(_ABOUT, message_id)
        if not rows or not await outgoing.failed(message_id, sentence):
            return False
        row = rows[0]
        if row["document_kind"]:
            await inbox.enclose(_receipt(message_id, row, sentence))
        else:
            await alerts.raise_alert("unsent", row["kind"], f"报文未能送达：{sentence}")
    await bell.ring(inbox.BELL)
    _LOG.warning("message given up", message=str(message_id), gateway=row["gateway"], kind=row["kind"])
    return True


def _receipt(message_id: UUID, row: database.Row, sentence: str) -> Mail:
    """Return the receipt in our own form; an attachment's failure is the attachment's, not the certificate's."""
    subject = (row["subject"] or row["filename"]) if row["kind"] == "attachment" else ""
    content = {
        "kind": row["document_kind"],
        "number": row["number"],
        "step": row["failed_step"],
        "occurred_at": now().isoformat(),
        "note": f"{subject}：{sentence}" if subject else sentence,
        "attachment": subject,
        "data": {outgoing.UNSENT: str(message_id)},
    }
    return Mail(
        source=row["gateway"],
        serial=f"unsent|{message_id}",
        body=orjson.dumps(content),
        origin="outbox",
        trace=row["trace"] or trace.new(),
    )
