"""What becomes of an authorisation when customs answers.

{"kind": "authorisation", "number": "SQ261121000001", "step": "refused", "occurred_at": "…", "note": "印章不清晰"}
"""

from collections.abc import Sequence
from typing import Final

from api.documents import Move, Receipt
from api.seals.lifecycle import RESULTS
from kit import database

_FINISH: Final = """
    update seal_authorisations set finished_at = $2, reason = $3 where document_id = $1 and finished_at is null"""


def take(receipts: Sequence[Receipt]) -> list[Move]:
    """Turn answers into moves; a step that nobody knows is kept in the journal."""
    known = [each.as_move() for each in receipts]
    return [each if each.step in RESULTS else each._replace(step="unknown") for each in known]


async def taken(receipts: Sequence[Receipt]) -> None:
    """Note when it was answered and why it was refused, in the caller's transaction."""
    for each in receipts:
        if each.step in RESULTS:
            await database.execute(_FINISH, each.document_id, each.occurred_at, each.note)
