"""What one may see of an enterprise's own master data; fetching is authorising."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from api import people
from api.documents import listing, tails
from api.masterdata.models import Party
from api.masterdata.parties.boxes import PartyKind
from api.masterdata.searching import fold
from api.people import Actor
from api.people import refusals as people_refusals
from kit.refusals import unknown

_LIST: Final = listing.Query(columns="p.id", source="parties p", where="p.enterprise_id = $1", order="p.id desc")

_FOUND: Final = replace(
    _LIST,
    source="text_tails t cross join parties p",
    where="t.enterprise_id = $1 and p.id = t.owner_id",
    order=tails.ORDER,
)


def field_of(kind: PartyKind) -> str:
    """Return the field in which records of a kind are found by a part of their words."""
    return f"party.{kind}"


async def get(actor: Actor, kind: PartyKind, party_id: UUID) -> Party:
    """Return one record of the actor's enterprise; raises not_found for a foreign and for a missing one."""
    found = await Party.get_or_none(id=party_id, enterprise_id=await _readable(actor), kind=kind)
    if found is None:
        raise unknown()
    return found


async def page(actor: Actor, kind: PartyKind, text: str = "", page: int = 1, size: int = 20) -> tuple[list[Party], int]:
    """Return one page of the records whose code, name or initials hold the text, and their number.

    Without a text the newest first, with one what ends with it first.
    """
    wanted = fold(text)
    query, asked = (_FOUND, tails.part(field_of(kind), "p.words", wanted)) if wanted else (_LIST, [])
    rows, total = await listing.page(actor, query, [*asked, ("p.kind = ${}", kind)], page, size)
    found = {each.id: each for each in await Party.filter(id__in=[row["id"] for row in rows])}
    return [found[row["id"]] for row in rows if row["id"] in found], total


async def _readable(actor: Actor) -> UUID:
    """Return the enterprise whose master data the actor may read; raises out_of_scope, no_enterprise."""
    if not actor.may("read"):
        raise people_refusals.out_of_scope("read")
    enterprise_id = actor.enterprise_id
    if enterprise_id is None or not await people.may_see({(actor.person_id, enterprise_id)}):
        raise people_refusals.no_enterprise()
    return enterprise_id
