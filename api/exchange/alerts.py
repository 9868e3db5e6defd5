"""What the operator must look at: one open row per (kind, key), with a counter, until it is acknowledged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from kit import database, logs, metrics
from kit.clock import now
from kit.ids import new_id
from kit.relation import Relation

_LOG = logs.get("api.exchange.alerts")
_LONGEST_KEY: Final = 200
_RAISED: Final = Relation("raised", id="uuid", kind="text", key="text", text="text", times="bigint", at="timestamptz")
_RAISE: Final = """
    insert into alerts (id, kind, key, text, times, first_at, last_at)
    select id, kind, key, text, times, at, at from {raised} where true
    on conflict (kind, key) where acknowledged_at is null
    do update set times = alerts.times + excluded.times, last_at = excluded.last_at, text = excluded.text"""
_LIST: Final = """
    select id, kind, key, text, times, first_at, last_at, acknowledged_at from alerts
    where (acknowledged_at is null) = $1 and kind = coalesce($2::text, kind) order by last_at desc, id
    limit $3 offset $4"""
_COUNT: Final = """
    select count(*) as n from alerts where (acknowledged_at is null) = $1 and kind = coalesce($2::text, kind)"""
_ACKNOWLEDGE: Final = "update alerts set acknowledged_at = $2 where id = $1 and acknowledged_at is null"


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to look at: `key` tells one case from another of the same kind, `text` is a sentence."""

    kind: str
    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An alert, how often it came up, and when it was closed, if it was."""

    id: UUID
    kind: str
    key: str
    text: str
    times: int
    first_at: datetime
    last_at: datetime
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which alerts: those that are open, or those that were acknowledged; of one kind or of any."""

    acknowledged: bool = False
    kind: str | None = None


async def raise_alert(kind: str, key: str, text: str) -> None:
    """Raise one alert; joins the caller's transaction."""
    await raise_alerts([Alert(kind, key, text)])


async def raise_alerts(alerts: Iterable[Alert]) -> None:
    """Raise alerts, each case once with its count; joins the caller's transaction."""
    cases: dict[tuple[str, str], tuple[str, int]] = {}
    for alert in alerts:
        case = (alert.kind, alert.key[:_LONGEST_KEY])
        cases[case] = (alert.text, cases.get(case, ("", 0))[1] + 1)
    if not cases:
        return
    at = now()
    rows = [(new_id(), kind, key, text, times, at) for (kind, key), (text, times) in sorted(cases.items())]
    await database.execute(_RAISED.into(_RAISE), *_RAISED.arguments(rows))
    _LOG.warning("alerts", kinds=sorted({kind for kind, _ in cases}), cases=len(cases))


async def standing(limit: int = 100) -> list[Standing]:
    """Return the open alerts, the latest first."""
    return (await listed(Wanted(), offset=0, limit=limit))[0]


async def listed(wanted: Wanted, *, offset: int, limit: int) -> tuple[list[Standing], int]:
    """Return a page of alerts, the latest first, and how many there are."""
    asked = (not wanted.acknowledged, wanted.kind)
    rows = await database.fetch(_LIST, *asked, limit, offset)
    return [_standing(row) for row in rows], int((await database.fetch(_COUNT, *asked))[0]["n"])


async def acknowledge(alert_id: UUID) -> bool:
    """Close an alert; the same case will open a new one. Tell whether it was open."""
    return await database.execute(_ACKNOWLEDGE, alert_id, now()) == 1


async def count() -> int:
    """Return how many alerts are open, and show it to the metrics."""
    rows = await database.fetch("select count(*) as n from alerts where acknowledged_at is null")
    metrics.ALERTS.set(rows[0]["n"])
    return int(rows[0]["n"])


def _standing(row: database.Row) -> Standing:
    return Standing(
        id=database.as_uuid(row["id"]),
        kind=row["kind"],
        key=row["key"],
        text=row["text"],
        times=row["times"],
        first_at=database.as_time(row["first_at"]),
        last_at=database.as_time(row["last_at"]),
        acknowledged_at=row["acknowledged_at"] and database.as_time(row["acknowledged_at"]),
    )
