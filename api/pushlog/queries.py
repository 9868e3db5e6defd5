"""Whose deliveries one may look at: one's own, as 管理员 those of the enterprise, as the operator all."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from api.paging import counted
from api.people.actor import Actor
from api.people.models import Person
from api.pushlog import refusals
from kit import masking
from push import ledger
from push.ledger import Attempt, Entry, Reported, Wanted


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log, with the family name of whom it went to."""

    entry: Entry
    person: str


@dataclass(frozen=True, slots=True)
class Story:
    """One delivery from its first try to the provider's last word."""

    line: Line
    attempts: list[Attempt]
    reports: list[Reported]


def within_rights(actor: Actor, wanted: Wanted) -> Wanted:
    """Return what is wanted, narrowed to what the actor may see."""
    if actor.is_system:
        return wanted
    if actor.role == "admin":
        return replace(wanted, tenant_id=actor.enterprise_id)
    return replace(wanted, person_id=actor.person_id)


def _may_see(actor: Actor, entry: Entry) -> bool:
    allowed = within_rights(actor, Wanted())
    of_tenant = allowed.tenant_id in {None, entry.tenant_id}
    return of_tenant and allowed.person_id in {None, entry.person_id}


async def deliveries(actor: Actor, wanted: Wanted, *, offset: int, limit: int) -> tuple[list[Line], int]:
    """Return a page of the log, newest first, and how long the whole list is."""
    entries, total = await ledger.deliveries(within_rights(actor, wanted), offset=offset, limit=limit)
    return await _lines(entries), counted(total)


async def entry_of(actor: Actor, delivery_id: UUID) -> Entry:
    """Return one line; a foreign one and a missing one are the same refusal."""
    entry = await ledger.find(delivery_id)
    if entry is None or not _may_see(actor, entry):
        raise refusals.unknown_delivery()
    return entry


async def story(actor: Actor, delivery_id: UUID) -> Story:
    """Return one delivery with every try and every report."""
    entry = await entry_of(actor, delivery_id)
    lines = await _lines([entry])
    return Story(lines[0], await ledger.attempts(delivery_id), await ledger.reports(delivery_id))


async def _lines(entries: Collection[Entry]) -> list[Line]:
    people = {entry.person_id for entry in entries if entry.person_id}
    found = await Person.filter(id__in=list(people)).values_list("id", "name") if people else []
    names = {person_id: masking.person_name(name) for person_id, name in found}
    return [Line(entry, names.get(entry.person_id, "")) for entry in entries]
