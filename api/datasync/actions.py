"""Asking CCPIT for the enterprise's own data and its filed products, and asking again while no answer comes."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from api import documents, people
from api.datasync import finishing, messages, parking, queries, refusals
from api.datasync.kinds import SYNC
from api.datasync.models import SyncRow
from api.datasync.queries import Sync
from api.datasync.words import SyncKind
from api.documents import Document, Move
from api.exchange import sending
from api.people import Actor
from api.people.models import Person
from kit import bell, database
from kit.clock import now
from kit.database import as_uuid

WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (30, 120, 480, 1440, 4320))  # until the next ask
PATIENCE: Final = timedelta(days=7)  # the manual's own list shows an answer after four days (SYNC-24)
_CLOCK: Final = Actor.system("clock")
_BATCH: Final = 100
_BEGIN: Final = """
    insert into syncs (document_id, enterprise_id, kind, requested_by, login, requested_at, updated_at, quantity, known,
                       remark, changes, asks, ask_at)
    values ($1, $2, $3, $4, $5, $6, $6, 0, 0, '', '[]', 1, $7)
    on conflict (enterprise_id, kind) where finished_at is null do nothing"""

_DUE: Final = """
    select document_id from syncs
    where finished_at is null and ask_at <= $1 and document_id not in (select document_id from sync_answers)
    order by ask_at limit $2"""


async def request(actor: Actor, kind: SyncKind) -> Sync:
    """同步企业信息 or 同步商品备案信息; raises sync_running, no_enterprise, out_of_scope, for products not_qualified.

    That one alone runs at a time is the database's decision, not ours.
    """
    async with database.transaction():
        await documents.require_writer(actor)
        if kind == "products":
            await people.require_qualified(actor)
        document = await documents.create(actor, SYNC.name, facts={"sync": kind})
        login = (await Person.get(id=actor.person_id)).login
        whose = (document.id, document.enterprise_id, kind, actor.person_id, login)
        if not await database.execute(_BEGIN, *whose, now(), now() + WAITS[0]):
            raise refusals.running_already(kind)
        await messages.post(await SyncRow.get(document_id=document.id), document.number)
        begun = await queries.read(actor, document.id)
    await bell.ring(sending.BELL)
    return begun


async def ask_again() -> int:
    """Ask CCPIT again where no answer came in time, and give up where none came at all; return how many were due."""
    due = [as_uuid(row["document_id"]) for row in await database.fetch(_DUE, now(), _BATCH)]
    for document_id in due:
        await _ask_again(document_id)
    if due:
        await bell.ring(sending.BELL)
        await bell.ring("announcements")
    return len(due)


async def _ask_again(document_id: UUID) -> None:
    async with database.transaction():
        await documents.hold(document_id)
        row, moment = await SyncRow.get(document_id=document_id), now()
        if row.finished_at is not None or row.ask_at > moment or await parking.is_parked(document_id):
            return
        if moment >= row.requested_at + PATIENCE:
            await finishing.fail(row, Move(document_id, "failed", _CLOCK, moment))
            return
        row.asks += 1
        row.ask_at = min(moment + WAITS[min(row.asks, len(WAITS)) - 1], row.requested_at + PATIENCE)
        await row.save(update_fields=["asks", "ask_at"])
        await documents.advance(Move(document_id, "ask", _CLOCK, moment))
        await messages.post(row, (await Document.get(id=document_id)).number)
