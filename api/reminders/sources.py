"""What may be due of every kind but the reports: read from the register, never kept twice (ux.md M1, M6–M8, M17)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Final, NamedTuple
from uuid import UUID

from api import agreements, expiries
from api.agreements import Period
from api.certificates import CCPIT, CUSTOMS
from api.certificates.numbers import type_code
from api.reminders import days, wording
from api.reminders.dues import Due, Item, Source
from api.reminders.kinds import BACKFILL, EXPIRY, PRINT, VALIDITY
from kit import database
from kit.clock import now
from kit.database import as_time, as_uuid
from kit.relation import IDS, ids
from push.message import Message
from subscriptions import follows
from subscriptions.topics import DOCUMENT, topic

_AUTHORITIES: Final[dict[str, agreements.Authority]] = {CUSTOMS.name: "customs", CCPIT.name: "ccpit"}
PRINT_AFTER: Final = timedelta(minutes=30)
PRINT_HOUR: Final = time(17)
_HALF_A_DAY: Final = timedelta(hours=12)
_PRINT_DAYS: Final = 7  # after so many evenings nobody answers any more
_WRITTEN: Final = "d.id, d.kind, d.number, d.enterprise_id, d.entered_by, d.content, d.facts, d.status_at"
_PRINTS: Final = f"""
    select p.id as print_id, p.started_by, p.started_at, {_WRITTEN}
    from prints p join documents d on d.id = p.certificate_id
    where p.state = 'sent' and p.started_at <= $1 and p.started_at > $2 order by p.id"""  # noqa: S608 — constants of this file
_STILL_PRINTING: Final = "select id from prints where state = 'sent' and id in (select ids.id from {ids})"
_OWED: Final = f"""
    select t.since, {_WRITTEN} from document_todos t join documents d on d.id = t.document_id
    where t.list = 'backfill' and t.since < $1 and t.since >= $2 order by t.since, d.id"""  # noqa: S608
_STILL_OWED: Final = """
    select document_id as id from document_todos
    where list = 'backfill' and document_id in (select ids.id from {ids})"""
_LONGEST: Final = timedelta(days=5 * 366)  # no certificate holds so long, and no back-fill is waited for
_SHORTEST: Final = timedelta(days=59)  # none runs out sooner


class Subject(NamedTuple):
    """A document that something is due about, as followers follow it."""

    id: UUID
    number: str
    enterprise_id: UUID
    entered_by: UUID | None
    content: str

    @classmethod
    def of(cls, row: Any) -> "Subject":
        """Read it from a row with the columns of a register row."""
        person = row["entered_by"]
        firm = as_uuid(row["enterprise_id"])
        return cls(as_uuid(row["id"]), row["number"], firm, as_uuid(person) if person else None, row["content"])


async def open_among(sql: str, asked: Collection[UUID]) -> set[UUID]:
    """Return those of the ids that a statement still finds; it takes them as `{ids}`."""
    rows = await database.fetch(IDS.into(sql), *ids(asked)) if asked else ()
    return {as_uuid(row["id"]) for row in rows}


async def _prints(moment: datetime) -> list[Due]:
    """Return the prints that nobody confirmed for half an hour, and again each evening at five (M1)."""
    since = moment - timedelta(days=_PRINT_DAYS)
    rows = await database.fetch(_PRINTS, moment - PRINT_AFTER, since)
    found = [_print(row, stage) for row in rows if (stage := stage_of_print(as_time(row["started_at"]), moment))]
    return found + [each._replace(reader=each.person_id, direct=True) for each in found if each.person_id]


def stage_of_print(printed: datetime, moment: datetime) -> str:
    """Return as what a print is told of now: 30min, or the day of an evening; '' between the two."""
    evening = days.at(days.day_of(moment), PRINT_HOUR)
    if moment >= evening and printed + PRINT_AFTER <= evening:
        return f"{days.day_of(moment)}"
    return "30min" if PRINT_AFTER <= moment - printed < _HALF_A_DAY else ""


def _print(row: Any, stage: str) -> Due:
    printed, about = as_time(row["started_at"]), Subject.of(row)
    return Due(
        kind=PRINT,
        items=[Item(as_uuid(row["print_id"]), stage, about.number, days.day_of(printed))],
        words=lambda _new: wording.print_unconfirmed(about.number, printed),
        enterprise_id=about.enterprise_id,
        content=about.content,
        document=str(about.id),
        person_id=as_uuid(row["started_by"]),
    )


async def _validity(moment: datetime) -> list[Due]:
    """Return the certificates without a declaration number that run out in 30, 7, 1 days (M7)."""
    today = days.day_of(moment)
    rows = await database.fetch(_OWED, moment - _SHORTEST, moment - _LONGEST)
    found = [(Subject.of(row), last_day(row, as_time(row["status_at"]))) for row in rows]
    staged = [(about, until, days.countdown(today, until)) for about, until in found if until]
    return [_running_out(*each) for each in staged if each[2]]


def last_day(row: Any, issued_at: datetime) -> date | None:
    """Return the last day on which a certificate serves, or None where its rule says nothing."""
    authority, issued = _AUTHORITIES.get(row["kind"]), days.day_of(issued_at)
    if authority is None:
        return None
    code = database.as_json(row["facts"]).get("certificate_type") or type_code(row["number"])
    rule = agreements.find(authority, code, issued)
    months = rule.validity_months if rule else None
    return Period(number=months, unit="months").last_day(issued) - timedelta(days=1) if months else None


def _running_out(about: Subject, until: date, stage: str) -> Due:
    return Due(
        kind=VALIDITY,
        items=[Item(about.id, stage, about.number, until)],
        words=lambda _new: wording.validity(about.number, until),
        enterprise_id=about.enterprise_id,
        content=about.content,
        document=str(about.id),
        person_id=about.entered_by,
    )


async def _backfill(moment: datetime) -> list[Due]:
    """Return what was issued 7, 15, 30 days ago and is not back-filled (M8): together for who follows broadly.

    What somebody follows by its number is told by itself, to all who follow it: nobody hears of it twice.
    """
    today = days.day_of(moment)
    rows = await database.fetch(_OWED, days.last_to_reach(today, days.AGEING[0]), moment - _LONGEST)
    followed = await follows.followed({topic(DOCUMENT, as_uuid(row["id"])) for row in rows})
    groups: defaultdict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for row in rows:
        about, since = Subject.of(row), days.day_of(as_time(row["since"]))
        alone = str(about.id) if topic(DOCUMENT, about.id) in followed else ""
        item = Item(about.id, days.ageing(today, since), about.number, since)
        groups[about.enterprise_id, about.content, alone, about.entered_by].append(item)
    words = partial(_words_of_backfill, today)
    return [Due(BACKFILL, items, words, *group) for group, items in groups.items()]


def _words_of_backfill(today: date, items: Sequence[Item]) -> Message:
    return wording.backfill(items, today)


async def _expiry(moment: datetime) -> list[Due]:
    """Return the seals, cards and rights that run out in 30, 7, 1 days (M17)."""
    today = days.day_of(moment)
    found = await expiries.between(today, today + timedelta(days=days.COUNTDOWN[0]))
    return [_expiring(each, days.countdown(today, each.until)) for each in found]


def _expiring(found: expiries.Expiring, stage: str) -> Due:
    return Due(
        kind=EXPIRY,
        items=[Item(found.id, f"{found.until} {stage}", found.name, found.until)],
        words=lambda _new: wording.expiry(found),
        enterprise_id=found.enterprise_id,
        content=found.content,
        person_id=found.person_id,
    )


async def _still_expiring(asked: Collection[UUID]) -> set[UUID]:
    today = days.day_of(now())
    soon = await expiries.between(today, today + timedelta(days=days.COUNTDOWN[0]))
    return {each.id for each in soon} & set(asked)


PRINTS: Final = Source(PRINT, _prints, partial(open_among, _STILL_PRINTING))
VALIDITIES: Final = Source(VALIDITY, _validity, partial(open_among, _STILL_OWED))
BACKFILLS: Final = Source(BACKFILL, _backfill, partial(open_among, _STILL_OWED))
EXPIRIES: Final = Source(EXPIRY, _expiry, _still_expiring)
