"""What becomes of a synchronisation when CCPIT answers.

The answer is noted first and applied after; the result is announced with the words of its remark, which only the
applying knows.

    {"kind": "sync", "number": "TB261121000001", "step": "success", "occurred_at": "…",
     "data": {"company": {"name": "…", "ccpit_office": "210200", "signatories": ["王萍"]}}}
    … "data": {"products": [{"filing_no": "18S2102M9997/00054", "area": "S", "hs_code": "02042200", "name_en": "…"}]}
"""

from collections.abc import Sequence

from api import documents
from api.datasync import finishing, parking
from api.datasync.lifecycle import ANSWERS, SUCCEEDED
from api.datasync.models import SyncRow
from api.documents import Move, Receipt


def take(receipts: Sequence[Receipt]) -> list[Move]:
    """Note each answer in the journal; its result follows in `taken`."""
    return [each.as_move()._replace(step="answered" if each.step in ANSWERS else "unknown") for each in receipts]


async def taken(receipts: Sequence[Receipt]) -> None:
    """Apply the answers, in the caller's transaction."""
    for receipt in receipts:
        held = await documents.hold(receipt.document_id)
        row = await SyncRow.get_or_none(document_id=receipt.document_id)
        if row is None or receipt.step not in ANSWERS or held.status in SUCCEEDED:
            continue  # an answer told again must not undo what came after it
        if await parking.is_parked(row.document_id):
            continue  # CCPIT has said yes; what it says while we take that over changes nothing
        if receipt.step in SUCCEEDED:
            await finishing.succeed(row, receipt)
        else:
            await finishing.fail(row, receipt.as_move())
