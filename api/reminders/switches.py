"""Who wants to be told of what: every kind of reminder is on until it is switched off, a report off until asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any, Final
from uuid import UUID

from api import following
from api.people import Actor, audit
from api.reminders import refusals
from api.reminders.kinds import DAILY, KINDS, WEEKLY, Kind
from api.reminders.reports import DAILY_AT, WEEKLY_AT
from kit import database
from kit.clock import now
from kit.database import as_uuid
from kit.relation import IDS, ids

_HOURS: Final = {DAILY.name: DAILY_AT, WEEKLY.name: WEEKLY_AT}
_CLOCK: Final = re.compile(r"(\d{1,2})(?:[:点时](\d{2})?分?)?", re.ASCII)
_OWN: Final = "select kind, wanted, at from reminder_switches where person_id = $1"
_SET: Final = """
    insert into reminder_switches (person_id, kind, wanted, at, changed_at) values ($1, $2, $3, $4, $5)
    on conflict (person_id, kind) do update set wanted = excluded.wanted, at = excluded.at,
        changed_at = excluded.changed_at"""
_OFF: Final = (
    "select person_id, kind from reminder_switches where not wanted and person_id in (select ids.id from {ids})"
)


@dataclass(frozen=True, slots=True)
class Switch:
    """A kind of reminder as one person has it: `at` is the hour of a report, HH:MM in Shanghai."""

    kind: Kind
    on: bool
    at: str = ""
    channels: Sequence[str] = ()


async def of_person(actor: Actor) -> list[Switch]:
    """Return every kind of reminder with whether the actor hears it, in their order."""
    kept = {row["kind"]: row for row in await database.fetch(_OWN, actor.person_id)}
    return [await _switch(actor, kind, kept.get(kind.name)) for kind in KINDS]


async def of_kind(actor: Actor, kind: Kind) -> Switch:
    """Return one kind of reminder as the actor has it."""
    return next(each for each in await of_person(actor) if each.kind is kind)


async def _switch(actor: Actor, kind: Kind, row: Any) -> Switch:
    if not kind.report:
        return Switch(kind, row is None or bool(row["wanted"]))
    channels = await following.follows_report(actor, kind.report)
    return Switch(kind, bool(channels) and row is not None and bool(row["wanted"]), _at(kind, row), channels)


def _at(kind: Kind, row: Any) -> str:
    return (row["at"] if row else "") or _HOURS[kind.name]


async def turn_on(actor: Actor, kind: Kind, channel: str) -> Switch:
    """Hear of a kind of reminder; of a report, on this channel too. Raises channel_not_bound."""
    before = await of_kind(actor, kind)
    async with database.transaction():
        if kind.report:
            await following.follow_report(actor, kind.report, channel)
        await _set(actor, kind, before.at, wanted=True)
    return await of_kind(actor, kind)


async def turn_off(actor: Actor, kind: Kind) -> Switch:
    """Hear of a kind of reminder no more; what was told but not sent yet stays unsent."""
    before = await of_kind(actor, kind)
    async with database.transaction():
        if kind.report:
            await following.drop_report(actor, kind.report)
        await _set(actor, kind, before.at, wanted=False)
    return await of_kind(actor, kind)


async def choose_hour(actor: Actor, wall: time) -> Switch:
    """Choose when the daily report comes, Shanghai wall time; raises report_off while it is not asked for."""
    before = await of_kind(actor, DAILY)
    if not before.on:
        raise refusals.report_off()
    await _set(actor, DAILY, f"{wall:%H:%M}", wanted=True)
    return await of_kind(actor, DAILY)


def hour(text: str) -> time | None:
    """Return the time of day that somebody wrote (18:00, 18点, 9), or None."""
    found = _CLOCK.fullmatch(text)
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        return None


async def declined_among(persons: Sequence[UUID]) -> set[tuple[UUID, str]]:
    """Return what these people switched off, as (person, kind)."""
    rows = await database.fetch(IDS.into(_OFF), *ids(set(persons)))
    return {(as_uuid(row["person_id"]), row["kind"]) for row in rows}


async def _set(actor: Actor, kind: Kind, at: str, *, wanted: bool) -> None:
    async with database.transaction():
        await database.execute(_SET, actor.person_id, kind.name, wanted, at, now())
        await audit.record(actor, "reminder.switch", kind.name, f"{'on' if wanted else 'off'} {at}".strip())
