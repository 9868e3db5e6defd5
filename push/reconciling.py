"""What the clock does for the outbox: leases that ran out, rows that expired unsent, reports left over, gauges."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kit import bell, clock, database, logs, metrics
from push import holds, ledger, outbox, retry
from push.arrivals import join_parked
from push.lifecycle import State, Step, after
from push.relation import Relation
from push.terms import terms_of
from push.verdicts import EXPIRED

__all__ = ["join_parked", "measure", "release_stale", "sweep"]

WORKER_LOST: Final = "worker_lost"
_LOG = logs.get("push.reconciling")
_STALE: Final = """
    select id, channel, doubtful_since from deliveries where state = 'sending' and lease_until < $1::timestamptz
    order by lease_until limit $2"""
_RELEASED: Final = Relation("told", id="uuid", state="text", reason="text")
# As in finalising: what was sent or not is recorded as an attempt, and a retry gives way to a successor.
_RELEASE: Final = """
    update deliveries as d set
        state = case when told.state = 'new' and d.successor_id is not null then 'superseded' else told.state end,
        closed_at = case when told.state = 'new' and d.successor_id is null then null else $1::timestamptz end,
        due_at = case when told.state = 'new' then $1::timestamptz else d.due_at end,
        attempts = d.attempts + 1, lease_until = null, lease_key = null, reason = told.reason
    from {told} where d.id = told.id and d.state = 'sending' and d.lease_until < $1::timestamptz"""
_RECORD: Final = """
    insert into attempts (delivery_id, no, at, provider, outcome, code, text, provider_id, elapsed_ms)
    select d.id, d.attempts + 1, $1::timestamptz, '', 'lost', '', told.reason, '', 0
    from {told} join deliveries as d on d.id = told.id where d.state = 'sending' and d.lease_until < $1::timestamptz"""
_EXPIRE: Final = f"""
    update deliveries set closed_at = $1::timestamptz, reason = '{EXPIRED}',
        state = case when doubtful_since is null then 'dead' else 'uncertain' end
    where id in (select id from deliveries where state = 'new' and expires_at <= $1::timestamptz limit $2)
        and state = 'new'"""  # noqa: S608 — constants of this house
_BATCH: Final = 500


async def release_stale(now: datetime | None = None, limit: int = _BATCH) -> int:
    """Take back what workers that died were sending, and return how much there was (K1, K3).

    Where the provider drops repeats it is sent again with the same key, for nine minutes; elsewhere nobody knows
    whether it went out, and it is uncertain.
    """
    moment = now or clock.now()
    lock = " for update skip locked" if database.dialect() == "postgres" else ""
    async with database.transaction():
        stale = await database.fetch(_STALE + lock, moment, limit)
        rows = [_released(row, moment) for row in stale]
        if not rows:
            return 0
        await database.execute(_RELEASED.into(_RECORD, 2), moment, *_RELEASED.arguments(rows))
        await database.execute(_RELEASED.into(_RELEASE, 2), moment, *_RELEASED.arguments(rows))
    _LOG.warning("leases ran out", deliveries=len(rows))
    await bell.ring(outbox.BELL)
    return len(rows)


def _released(row: Mapping[str, Any], moment: datetime) -> tuple[UUID, State, str]:
    doubtful_since = database.as_time(row["doubtful_since"])
    again = terms_of(row["channel"]).drops_repeats and not retry.doubt_is_over(doubtful_since, moment)
    step = Step.RETRY if again else Step.DOUBT
    return database.as_uuid(row["id"]), after(State.SENDING, step), WORKER_LOST


async def sweep(now: datetime | None = None, limit: int = _BATCH) -> int:
    """Close what expired while it waited (dead, with its reason) and forget holds that are over; return how many."""
    moment = now or clock.now()
    await holds.sweep(moment)
    return await database.execute(_EXPIRE, moment, limit)


async def measure(now: datetime | None = None) -> None:
    """Set the gauges that the operator's alarms watch (R-18)."""
    for state, count in (await ledger.standing()).items():
        metrics.STANDING.labels(state.value).set(count)
    metrics.OLDEST_UNSENT.set((await ledger.oldest_due(now)).total_seconds())
