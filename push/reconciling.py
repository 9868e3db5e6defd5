"""What the clock does for the outbox: leases that ran out, rows that expired unsent, reports left over, gauges."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kit import bell, clock, database, logs, metrics
from kit.relation import IDS, Relation, ids
from push import flights, holds, ledger, outbox, retry
from push.arrivals import join_parked
from push.lifecycle import SHELVES, Shelf, State, Step, after
from push.terms import terms_of
from push.verdicts import EXPIRED

__all__ = ["join_parked", "measure", "release_stale", "sweep"]

WORKER_LOST: Final = "worker_lost"
_LOG = logs.get("push.reconciling")
_OVER: Final = "select key from leases where until < $1 order by until limit $2"
_STALE: Final = """
    select id, channel, doubtful_since from deliveries
    where shelf = 0 and state = 'sending' and lease_key in (select ids.id from {ids})"""
# What somebody else has locked just now was passed over: its lease stays, for the next round.
_END: Final = """
    delete from leases where key in (select ids.id from {ids}) and not exists (
        select 1 from deliveries where shelf = 0 and state = 'sending' and lease_key = leases.key)"""
_RELEASED: Final = Relation("told", id="uuid", state="text", shelf="smallint")
# As in finalising: a retry gives way to the successor that came while it was being sent.
_RELEASE: Final = f"""
    update deliveries as d set
        state = case when told.state = 'new' and d.successor_id is not null then 'superseded' else told.state end,
        shelf = case when told.state = 'new' and d.successor_id is not null then 1 else told.shelf end,
        closed_at = case when told.state = 'new' and d.successor_id is null then null else $1::timestamptz end,
        due_at = case when told.state = 'new' then $1::timestamptz else d.due_at end,
        attempts = d.attempts + 1, lease_key = null, reason = '{WORKER_LOST}'
    from {{told}} where d.id = told.id and d.state = 'sending'"""  # noqa: S608 — constants of this file
_RECORD: Final = f"""
    insert into attempts (delivery_id, no, at, provider, outcome, code, text, provider_id, elapsed_ms)
    select d.id, d.attempts + 1, $1::timestamptz, '', 'lost', '', '{WORKER_LOST}', '', 0
    from {{told}} join deliveries as d on d.id = told.id where d.state = 'sending'"""  # noqa: S608
_EXPIRE: Final = f"""
    update deliveries set closed_at = $1::timestamptz, reason = '{EXPIRED}',
        state = case when doubtful_since is null then 'dead' else 'uncertain' end, shelf = 2
    where id in (select id from deliveries where shelf = 0 and state = 'new' and expires_at <= $1::timestamptz limit $2)
        and state = 'new'"""  # noqa: S608 — constants of this house
_BATCH: Final = 500
_BATCHES: Final = 20


async def release_stale(now: datetime | None = None, limit: int = _BATCHES) -> int:
    """Take back what workers that died were sending, and return how much there was (K1, K3).

    Where the provider drops repeats it is sent again with the same key, for nine minutes; elsewhere nobody knows
    whether it went out, and it is uncertain.
    """
    moment = now or clock.now()
    async with database.transaction():
        await flights.recover(moment, limit)
        over = [database.as_uuid(row["key"]) for row in await database.fetch(_OVER + _lock(), moment, limit)]
        stale = await database.fetch(IDS.into(_STALE + _lock()), *ids(over)) if over else []
        arguments = _RELEASED.arguments([_released(row, moment) for row in stale])
        await database.execute(_RELEASED.into(_RECORD, 2), moment, *arguments)
        await database.execute(_RELEASED.into(_RELEASE, 2), moment, *arguments)
        await database.execute(IDS.into(_END), *ids(over))
    if stale:
        _LOG.warning("leases ran out", deliveries=len(stale))
        await bell.ring(outbox.BELL)
    return len(stale)


def _lock() -> str:
    return " for update skip locked" if database.dialect() == "postgres" else ""


def _released(row: Mapping[str, Any], moment: datetime) -> tuple[UUID, State, Shelf]:
    doubtful_since = database.as_time(row["doubtful_since"])
    again = terms_of(row["channel"]).drops_repeats and not retry.doubt_is_over(doubtful_since, moment)
    state = after(State.SENDING, Step.RETRY if again else Step.DOUBT)
    return database.as_uuid(row["id"]), state, SHELVES[state]


async def sweep(now: datetime | None = None, limit: int = _BATCH) -> int:
    """Close what expired while it waited (dead, with its reason), join reports left over; return how many moved."""
    moment = now or clock.now()
    await holds.sweep(moment)
    return await join_parked() + await database.execute(_EXPIRE, moment, limit)


async def measure(now: datetime | None = None) -> None:
    """Set the gauges that the operator's alarms watch (R-18)."""
    for state, count in (await ledger.standing()).items():
        metrics.STANDING.labels(state.value).set(count)
    metrics.OLDEST_UNSENT.set((await ledger.oldest_due(now)).total_seconds())
