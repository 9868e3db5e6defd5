"""What somebody speaks of: a document by its number or id, a subscription by its id; foreign and missing are alike."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from api import documents, people
from api.documents import Document
from api.following import refusals
from api.people import Actor
from api.people import refusals as people_refusals
from kit.refusals import Kind, Refusal
from subscriptions import follows
from subscriptions.models import Subscription
from subscriptions.topics import EVERYTHING, covering


def require_scope(actor: Actor) -> None:
    """Raise unless the door lets this actor follow; a machine's token must name the scope."""
    if not actor.may("follow"):
        raise people_refusals.out_of_scope("follow")


async def document(actor: Actor, named: str, content: str = EVERYTHING) -> Document:
    """Return the document of that number or id, below `content` if several have it; raises document_unknown."""
    require_scope(actor)
    reader = actor if actor.scopes is None else replace(actor, scopes=actor.scopes | {"read"})
    try:
        return await _found(reader, named, content)
    except Refusal as refusal:
        if refusal.kind is Kind.UNKNOWN:
            raise refusals.document_unknown() from None
        raise


async def _found(actor: Actor, named: str, content: str) -> Document:
    if (document_id := _as_id(named)) is not None:
        return await documents.get(actor, document_id)
    if content == EVERYTHING:
        return await documents.find(actor, named)
    for kind in documents.kinds():
        if content in covering(kind.content):
            try:
                return await documents.find(actor, named, kind.name)
            except Refusal:
                continue
    raise refusals.document_unknown()


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text) if text.count("-") == 4 else None  # noqa: PLR2004 — a number of 32 digits is a number
    except ValueError:
        return None


async def rows(actor: Actor, ids: Collection[UUID]) -> list[Subscription]:
    """Return the actor's own subscriptions; raises subscription_unknown if one of them is none of theirs."""
    require_scope(actor)
    found = [each for each in await follows.find(actor.person_id, ids) if is_within(actor, each.tenant_id)]
    if not found or len(found) < len(set(ids)):
        raise refusals.subscription_unknown()
    return found


def is_within(actor: Actor, tenant_id: UUID | None) -> bool:
    """Tell whether the door shows what belongs to that enterprise: a machine's token knows its own alone."""
    return actor.scopes is None or tenant_id in {None, actor.enterprise_id}


async def require_right(actor: Actor, tenants: Collection[UUID | None]) -> None:
    """Raise unless the actor may act for all of these enterprises now (R-9)."""
    pairs = {(actor.person_id, tenant) for tenant in tenants if tenant is not None}
    if await people.may_see(pairs) != pairs:
        raise people_refusals.no_such_enterprise()
