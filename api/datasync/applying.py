"""The corridor from a parked answer to filings: a part a transaction, so that others write in between (SYNC-21)."""

from uuid import UUID

from api import documents, filings
from api.datasync import finishing, parking
from api.datasync.models import SyncRow
from api.datasync.parking import Answer, Part
from api.filings import Told
from kit import bell, database, failpoints


async def apply_once() -> int:
    """Take over the next part of an answer, or end one that has no part left; return 0 where no answer waits.

    Killed between two parts it goes on with the next: a part is struck off in the transaction that took it over.
    """
    if not await parking.anything_waits():
        return 0
    async with database.transaction():
        answer = await parking.claim()
        part = await parking.next_part(answer.document_id) if answer else None
        if answer and part:
            await _take(answer, part)
            failpoints.hit("datasync.before_part_commit")
    if answer and not part:
        await _end(answer.document_id)
    return 1 if answer else 0


async def _take(answer: Answer, part: Part) -> None:
    row = await SyncRow.get(document_id=answer.document_id)
    told = Told(
        enterprise_id=row.enterprise_id,
        requested_by=row.requested_by,
        occurred_at=answer.occurred_at,
        actor=answer.actor,
        products=part.products,
    )
    await parking.tick(answer, part, await filings.take_synced(told))


async def _end(document_id: UUID) -> None:
    """End a synchronisation once; its document is locked first, as the receiver of answers locks it."""
    async with database.transaction():
        await documents.hold(document_id)
        answer = await parking.find(document_id)
        if answer is None or await parking.next_part(document_id):
            return
        await finishing.succeed_with(await SyncRow.get(document_id=document_id), answer)
        await parking.forget(document_id)
        failpoints.hit("datasync.before_end_commit")
    await bell.ring("announcements")
