"""What authorities say in tests: through the inbox as any receipt comes, or straight to the register."""

from uuid import UUID

import orjson

from api.documents import advance
from api.exchange import receive_once, store
from kit.clock import in_shanghai, now
from tests.api.documents.makers import a_move
from tests.api.people.makers import CREDIT_CODE


async def answer(kind: str, number: str, step: str, note: str = "") -> None:
    """An authority answers; the receipt goes the way of every receipt."""
    said = {"kind": kind, "number": number, "step": step, "note": note, "occurred_at": in_shanghai(now()).isoformat()}
    body = orjson.dumps(said | {"enterprise_credit_code": CREDIT_CODE})
    await store("gacc", f"{number} {step} {note} {now():%H%M%S%f}", body, "test")
    assert await receive_once() == 1


async def told(document_id: UUID, step: str, note: str = "") -> None:
    """What an authority says about a document now, without a message."""
    await advance(a_move(document_id, step, 0, note)._replace(occurred_at=now()))
