"""The end of a synchronisation: counted, remarked on and announced in one transaction, in the manuals' words."""

from datetime import timedelta
from typing import Any, Final

from api import documents, filings
from api.datasync import company, parking
from api.datasync.company import Unfit
from api.datasync.models import SyncRow
from api.datasync.parking import Answer
from api.datasync.words import COMPANY_DONE, FAILED, products_done
from api.documents import Move, Receipt

_TICK: Final = timedelta(microseconds=1)


async def succeed(row: SyncRow, receipt: Receipt) -> None:
    """Apply an answer, in the caller's transaction, or park its products; one that cannot be applied is a failure."""
    move = receipt.as_move()
    try:
        if row.kind == "products":
            await parking.park(receipt, _products(receipt))
            return
        row.changes = await company.take(row.enterprise_id, receipt.data.get("company"))
    except Unfit as unfit:
        row.changes = [{"field": "answer", "label": "应答", "before": "", "after": str(unfit)}]
        await fail(row, move._replace(step="failed"))
        return
    row.quantity, row.known, row.remark = 1, 0, COMPANY_DONE
    await _end(row, move._replace(step="success", note=row.remark))


async def succeed_with(row: SyncRow, answer: Answer) -> None:
    """End a synchronisation whose products are all taken over, in the caller's transaction (SYNC-21, SYNC-22)."""
    row.quantity, row.known, row.remark = answer.taken, answer.known, products_done(answer.known)
    row.changes = [{"field": "products", "label": "未能识别", "before": "", "after": each} for each in answer.unread]
    await _end(row, answer.as_move("success", row.remark))


async def fail(row: SyncRow, move: Move) -> None:
    """Note that a synchronisation failed, in the manual's words and the caller's transaction (SYNC-19, SYNC-20)."""
    row.quantity, row.known, row.remark = 0, 0, FAILED[row.kind]
    await _end(row, move._replace(note=row.remark))


def _products(receipt: Receipt) -> list[Any]:
    products = receipt.data.get("products")
    if not isinstance(products, list) or len(products) > filings.MOST_SYNCED:
        raise Unfit("应答中没有商品备案清单，或清单过长。")
    return products


async def _end(row: SyncRow, move: Move) -> None:
    """Finish the row and move the document, however far CCPIT's clock is behind ours."""
    held = await documents.hold(row.document_id)
    at = max(move.occurred_at, held.standing(documents.MAIN).since + _TICK)
    (outcome,) = await documents.advance_many([move._replace(occurred_at=at)])
    if outcome.verdict is documents.Verdict.APPLIED:
        row.finished_at = row.updated_at = at
        await row.save()
