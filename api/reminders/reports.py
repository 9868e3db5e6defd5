"""The daily report at the hour that its reader chose, and the weekly one on Mondays (ux.md M9)."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from api.people import Actor
from api.reminders import days, figures, report_wording
from api.reminders.dues import Due, Item, Source
from api.reminders.figures import Figures
from api.reminders.kinds import DAILY, WEEKLY, Kind
from kit import database
from kit.clock import in_shanghai
from kit.database import as_time, as_uuid

DAILY_AT: Final = "18:00"
WEEKLY_AT: Final = "09:00"
_WINDOW: Final = timedelta(hours=3)  # a report that comes later than that is no report of that hour any more
_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)
_MOST: Final = 500  # readers of one tick; the others follow with the next
_READERS: Final = """
    select s.person_id, s.at, s.changed_at, m.enterprise_id, e.name as firm from reminder_switches s
    join persons p on p.id = s.person_id and p.disabled_at is null
    join memberships m on m.person_id = p.id and m.revoked_at is null and (m.expires_at is null or m.expires_at > $4)
    join enterprises e on e.id = m.enterprise_id
    where s.kind = $1 and s.wanted and s.at > $2 and s.at <= $3 and not exists (
        select 1 from reminder_marks k where k.kind = s.kind and k.subject_id = m.enterprise_id
        and k.person_id = s.person_id and k.stage = $5)
    order by m.enterprise_id, s.person_id limit $6"""


class Span(NamedTuple):
    """Which days a report tells of, and up to when its readers' hour counts as now."""

    since: datetime
    until: datetime
    last: date
    stage: str


async def _daily(moment: datetime) -> list[Due]:
    today = days.day_of(moment)
    return await _of_readers(DAILY, Span(days.midnight(today), moment, today, f"{today}"), moment)


async def _weekly(moment: datetime) -> list[Due]:
    """On a Monday, the week that ended the evening before."""
    today = days.day_of(moment)
    monday = today - today.weekday() * _DAY
    if today != monday:
        return []
    span = Span(days.midnight(monday - 7 * _DAY), days.midnight(monday), monday - _DAY, f"{monday}")
    return await _of_readers(WEEKLY, span, moment)


async def _of_readers(kind: Kind, span: Span, moment: datetime) -> list[Due]:
    """Return one report a reader and enterprise whose hour has come; the figures are counted once an enterprise."""
    wall = in_shanghai(moment)
    begins = max(moment - _WINDOW, days.midnight(wall.date()) - _MINUTE)
    after = f"{in_shanghai(begins):%H:%M}" if in_shanghai(begins).date() == wall.date() else ""
    rows = await database.fetch(_READERS, kind.name, after, f"{wall:%H:%M}", moment, span.stage, _MOST)
    rows = [row for row in rows if _asked_before(row, wall.date())]
    told: dict[UUID, Figures] = {}
    for row in rows:
        firm = as_uuid(row["enterprise_id"])
        if firm not in told:
            told[firm] = await figures.of(_reader(row), span.since, span.until)
    return [_due(kind, row, span, told[as_uuid(row["enterprise_id"])], moment) for row in rows]


def _asked_before(row: Any, today: date) -> bool:
    """Tell whether the report was asked for before its hour: who asks later hears the next one."""
    return as_time(row["changed_at"]) <= days.at(today, time.fromisoformat(row["at"]))


def _reader(row: Any) -> Actor:
    return Actor(
        person_id=as_uuid(row["person_id"]),
        enterprise_id=as_uuid(row["enterprise_id"]),
        role="operator",
        door="clock",
        name="",
    )


def _due(kind: Kind, row: Any, span: Span, found: Figures, moment: datetime) -> Due:
    of = report_wording.WEEKLY if kind is WEEKLY else report_wording.DAILY
    firm = as_uuid(row["enterprise_id"])
    return Due(
        kind=kind,
        items=[Item(firm, span.stage, "", span.last)],
        words=lambda _new: report_wording.report(of, row["firm"], span.last, found, moment),
        enterprise_id=firm,
        content=kind.report,
        reader=as_uuid(row["person_id"]),
    )


async def _always(asked: Collection[UUID]) -> set[UUID]:
    return set(asked)


DAILIES: Final = Source(DAILY, _daily, _always)
WEEKLIES: Final = Source(WEEKLY, _weekly, _always)
