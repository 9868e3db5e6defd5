"""Candidates = deliveries + suppressions, for every announcement: finding where that is not so, and making it so.

A fan-out is one transaction, so nothing should ever be found; a restored or damaged database is why somebody looks.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kit import bell, database, logs
from kit.clock import now
from kit.relation import many
from push import ledger, outbox, waiting
from push.claiming import LEASE
from subscriptions import bursts, fanout, records
from subscriptions.fanout import Decided, Rights
from subscriptions.vocabulary import Decision

SETTLED: Final = timedelta(seconds=30)  # younger ones may still be on their way
LANDED: Final = LEASE + SETTLED  # until then what was fanned out may be in the air, or what a lost flight carried
WATCHED: Final = timedelta(minutes=4)  # older ones were looked at before: run it every minute
_BATCH: Final = 200
_LOG = logs.get("subscriptions.reconciling")
_WAITING: Final = "select count(*) as count from announcements where fanned_out_at is null and created_at < $1"
_SUPPRESSIONS: Final = "(select count(*) from suppressions s where s.announcement_id = a.id)"
_UNEVEN: Final = """
    select a.id from announcements a
    where a.id >= $1 and a.fanned_out_at < $2 and (a.suppressions > {suppressions} or a.deliveries > {deliveries})
    order by a.id limit $3"""
_COUNT: Final = {
    "postgres": "update announcements a set deliveries = {deliveries}, suppressions = {suppressions}"
    " where id = any($1::uuid[])",
    "sqlite": "update announcements as a set deliveries = {deliveries}, suppressions = {suppressions}"
    " where id in (select value from json_each($1))",
}
_SUPPRESSED: Final = {
    "postgres": "select announcement_id, person_id, channel from suppressions where announcement_id = any($1::uuid[])",
    "sqlite": "select announcement_id, person_id, channel from suppressions"
    " where announcement_id in (select value from json_each($1))",
}


async def reconcile(rights: Rights, moment: datetime | None = None, watched: timedelta = WATCHED) -> int:
    """Replay announcements whose candidates do not add up, and wake the fan-out for those left waiting.

    Returns how many were replayed; what stands already stays as it is. After a restore, let `watched` reach back.
    """
    moment = moment or now()
    left = (await database.fetch(_WAITING, moment - SETTLED))[0]["count"]
    if left:
        _LOG.warning("announcements waiting", count=left)
        await bell.ring("announcements")
    uneven = await _uneven(moment, watched)
    if uneven:
        _LOG.error("candidates do not add up", announcements=len(uneven))
        await _replay(uneven, rights, moment)
        await bell.ring(outbox.BELL)
    return len(uneven)


async def _uneven(moment: datetime, watched: timedelta) -> list[UUID]:
    since = UUID(int=int((moment - watched).timestamp() * 1000) << 80)
    rows = await database.fetch(_counted(_UNEVEN), since, moment - LANDED, _BATCH)
    return [database.as_uuid(row["id"]) for row in rows]


def _counted(statement: str) -> str:
    return statement.format(suppressions=_SUPPRESSIONS, deliveries=waiting.count_of("a.id"))


async def _replay(announcement_ids: Sequence[UUID], rights: Rights, moment: datetime) -> None:
    with bursts.counting(moment) as tally:
        async with database.transaction():
            said = list((await records.announced(announcement_ids)).values())
            decided = await fanout.decided_on(said, rights, moment)
            settled = await _settled(decided)
            missing = [(said, [one for one in made if _id(said.id, one) not in settled]) for said, made in decided]
            await fanout.write(missing, tally, moment)
            await database.execute(_counted(_COUNT[database.dialect()]), many(announcement_ids))


async def _settled(decided: Collection[Decided]) -> set[UUID]:
    """Return the delivery ids of the candidates that have a row of either kind."""
    ids = [_id(said.id, one) for said, made in decided for one in made]
    rows = await database.fetch(_SUPPRESSED[database.dialect()], many([said.id for said, _made in decided]))
    suppressed = {
        outbox.delivery_id(database.as_uuid(row["announcement_id"]), database.as_uuid(row["person_id"]), row["channel"])
        for row in rows
    }
    return suppressed | (await ledger.by_ids(ids)).keys()


def _id(announcement_id: UUID, one: Decision) -> UUID:
    return outbox.delivery_id(announcement_id, one.person_id, one.channel)
