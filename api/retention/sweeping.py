"""One job for all that is not kept for good: each sweep goes on where it ended, an hour of old rows at a time."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from api.documents import forgetting as documents
from api.exchange import forgetting as exchange
from api.exchange.gateways import gacc
from api.people import audit
from api.retention.settings import Retention
from kit import clock, database, logs, settings
from push import forgetting as push
from subscriptions import forgetting as subscriptions

_LOG = logs.get("api.retention")
_BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)
_SLICES: Final = 24  # a day is swept hour by hour, each in a transaction of its own: nobody waits for it
_MARK: Final = "select swept_until from retention_marks where sweep = $1"
_SET: Final = """
    insert into retention_marks (sweep, swept_until) values ($1, $2)
    on conflict (sweep) do update set swept_until = excluded.swept_until"""


class Sweep(NamedTuple):
    """One kind of what grows, the setting that says how long it is kept, and what ends a stretch of time of it."""

    name: str
    setting: str
    forget: Callable[[datetime, datetime], Awaitable[int]]


SWEEPS: Final = (
    Sweep("words of messages", "keep_words_days", push.forget_words),
    Sweep("announcements", "keep_deliveries_days", subscriptions.forget_announcements),
    Sweep("deliveries", "keep_deliveries_days", push.forget_deliveries),
    Sweep("bodies of receipts", "keep_receipts_days", exchange.forget_bodies),
    Sweep("bodies of messages sent", "keep_receipts_days", exchange.forget_sent),
    Sweep("receipt files put away", "keep_taken_days", gacc.forget_taken),
    Sweep("journals of documents at rest", "keep_journal_days", documents.forget_journal),
    Sweep("audit", "keep_audit_days", audit.forget),
    Sweep("acknowledged alerts", "keep_alerts_days", exchange.forget_alerts),
)


async def sweep(now: datetime | None = None) -> dict[str, int]:
    """End what is older than its setting allows, and return {sweep's name: how much}."""
    moment, periods = now or clock.now(), settings.load(Retention)
    swept = {}
    for each in SWEEPS:
        if period := periods.period(each.setting):
            swept[each.name] = await _swept(each, moment - period)
    _LOG.info("swept", **{name: count for name, count in swept.items() if count})
    return swept


async def _swept(each: Sweep, before: datetime) -> int:
    rows = await database.fetch(_MARK, each.name)
    known = database.as_time(rows[0]["swept_until"]) if rows else None
    count = 0
    for since, until in _slices(known, before):
        count += await each.forget(since, until)
        await database.execute(_SET, each.name, until)
    return count


def _slices(known: datetime | None, before: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Return the stretches of time that are due; where nothing was ever swept, all of the past is the first."""
    if known is None:
        yield _BEGINNING, before
        return
    part = (before - known) / _SLICES
    if part > timedelta():
        for place in range(_SLICES):
            yield known + place * part, known + (place + 1) * part if place + 1 < _SLICES else before
