"""Whose seal or signature it may be, and how long their card serves (SEAL-06, SEAL-07, SEAL-20)."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from api.people import Actor, audit, memberships, papers
from api.people.models import Person
from api.seals import refusals
from api.seals.words import SealKind
from kit import database, masking
from kit.clock import now
from kit.database import as_uuid
from kit.refusals import unknown

_OWN: Final = ("admin", "operator")  # a 代理 has neither card nor signature here
_CARDS: Final = "select person_id, valid_from, valid_until from card_certificates where enterprise_id = $1"
_DECLARE: Final = """
    insert into card_certificates (enterprise_id, person_id, valid_from, valid_until, declared_by, declared_at)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (enterprise_id, person_id) do update set valid_from = excluded.valid_from,
        valid_until = excluded.valid_until, declared_by = excluded.declared_by, declared_at = excluded.declared_at"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Somebody of the enterprise: the ID-card number masked, the days of the card, '' where nobody told them."""

    id: UUID
    name: str
    post: str
    id_card: str
    has_card: bool
    valid_from: str
    valid_until: str


async def choices(actor: Actor, kind: SealKind) -> list[Operator]:
    """Return who may be chosen, for a 管理员: for a seal who has a card, for a signature who has an ID card."""
    people = await _people(memberships.require_admin(actor))
    return [each for each in people if (each.has_card if kind == "seal" else each.id_card)]


async def one(enterprise_id: UUID, person_id: UUID) -> Operator:
    """Return somebody of the enterprise; raises not_found."""
    found = next((each for each in await _people(enterprise_id) if each.id == person_id), None)
    if found is None:
        raise unknown()
    return found


async def declare_card(actor: Actor, person_id: UUID, first: date, last: date) -> Operator:
    """Keep how long a colleague's card serves; raises not_found, no_card, days_reversed."""
    firm = memberships.require_admin(actor)
    if not (await one(firm, person_id)).has_card:
        raise refusals.no_card()
    if last < first:
        raise refusals.days_reversed()
    async with database.transaction():
        whose = (firm, person_id, first.isoformat(), last.isoformat())
        await database.execute(_DECLARE, *whose, actor.person_id, now())
        await audit.record(actor, "card.change", person_id, f"{first} {last}")
    return await one(firm, person_id)


async def _people(enterprise_id: UUID) -> list[Operator]:
    cards = {as_uuid(row["person_id"]): row for row in await database.fetch(_CARDS, enterprise_id)}
    active = memberships.active().filter(enterprise_id=enterprise_id, role__in=_OWN)
    found = await active.order_by("granted_at", "id").select_related("person")
    return [_operator(each.person, cards.get(each.person.id)) for each in found]


def _operator(person: Person, card: database.Row | None) -> Operator:
    return Operator(
        id=person.id,
        name=person.name,
        post=papers.POST_NAMES[person.post],
        id_card=masking.id_card(papers.id_card_of(person)) if person.id_card else "",
        has_card=bool(person.card_no),
        valid_from=card["valid_from"] if card else "",
        valid_until=card["valid_until"] if card else "",
    )
