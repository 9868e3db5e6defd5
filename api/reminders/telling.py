"""From what is due to announcements: marked and announced in one transaction, then as every receipt to the phones."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from api.people import NOBODY
from api.reminders import doers, marks
from api.reminders.dues import Due, Source
from kit import bell, database, failpoints, logs, trace
from kit.clock import now
from push import outbox
from push.message import Message
from subscriptions.announcing import Announcement, announce_many

_LOG = logs.get("api.reminders")
_AT_ONCE: Final = 50  # announcements of one transaction


async def tell(source: Source, moment: datetime | None = None) -> int:
    """Announce what is due of a kind and was not told yet; return how many announcements and letters that were."""
    at = moment or now()
    told = 0
    for part in _parts(await source.due(at)):
        told += await _announce(part, at)
    if told:
        await bell.ring("announcements")
        await bell.ring(outbox.BELL)
        _LOG.info("reminded", kind=source.kind.name, announcements=told)
    return told


def _parts(dues: Sequence[Due]) -> Iterator[Sequence[Due]]:
    return (dues[first : first + _AT_ONCE] for first in range(0, len(dues), _AT_ONCE))


async def _announce(dues: Sequence[Due], at: datetime) -> int:
    async with database.transaction():
        announcements = [said for due in dues if not due.direct and (said := await _marked(due, at))]
        await announce_many(announcements)
        ordered = await doers.tell([due for due in dues if due.direct], at)
        failpoints.hit("reminders.before_commit")
    return len(announcements) + ordered


async def _marked(due: Due, at: datetime) -> Announcement | None:
    announced = marks.announcement_id(due)
    new = await marks.take(due, announced)
    return _announcement(due, announced, due.words(new), at) if new else None


def _announcement(due: Due, announced: UUID, message: Message, at: datetime) -> Announcement:
    alone = due.reader != NOBODY
    return Announcement(
        id=announced,
        document=due.document,
        enterprise=None if alone else str(due.enterprise_id),
        person=str(due.reader) if alone else str(due.person_id or "") or None,
        content=due.content,
        tenant_id=due.enterprise_id,
        seq=0,
        urgent=False,
        message=message,
        occurred_at=at,
        trace=trace.current(),
    )
