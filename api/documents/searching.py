"""One search over every kind of document, by any of its numbers or their beginnings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from api.documents import refusals
from api.documents.lifecycle import REMOVED
from api.documents.listing import BEYOND
from api.documents.models import Document
from api.identifiers import normalise
from api.people import Actor
from api.people.rights import may_see
from kit import database

_SHORTEST: Final = 3  # characters; a shorter beginning would find half the register
_MOST: Final = 100
_SEARCH: Final = """
    select document_id, min(role) as role, min(number) as number from (
        select id as document_id, '' as role, number from documents
        where enterprise_id = $1 and number >= $2 and number < $3
        union all
        select document_id, role, number from document_numbers
        where enterprise_id = $1 and number >= $2 and number < $3
    ) as found group by document_id order by min(number) <> $2, document_id desc limit $4"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found, and by which number: `role` is empty for its own."""

    document: Document
    role: str
    number: str


async def search(actor: Actor, text: str, *, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
    """Return the documents of the actor's enterprise of which a number begins so, exact ones first, newest first.

    A text of fewer than 3 characters finds nothing. Raises `scope` for a token that may not read.
    """
    if not actor.may("read"):
        raise refusals.not_in_scope()
    wanted, firm = normalise(text), actor.enterprise_id
    if len(wanted) < _SHORTEST or firm is None or not await may_see({(actor.person_id, firm)}):
        return []
    rows = await database.fetch(_SEARCH, firm, wanted, wanted + BEYOND, _MOST)
    found = await _documents([database.as_uuid(row["document_id"]) for row in rows], kinds)
    hits = [
        Hit(found[id_], row["role"], row["number"])
        for row in rows
        if (id_ := database.as_uuid(row["document_id"])) in found
    ]
    return sorted(hits, key=lambda hit: hit.number != wanted)[:limit]


async def _documents(ids: Sequence[UUID], kinds: Sequence[str]) -> dict[UUID, Document]:
    if not ids:
        return {}
    query = Document.filter(id__in=ids).exclude(status=REMOVED)
    return {each.id: each for each in await (query.filter(kind__in=list(kinds)) if kinds else query)}
