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
_NUMBERS: Final = {
    "documents": "select id as document_id, '' as role, number from documents",
    "document_numbers": "select document_id, role, number from document_numbers",
}
_EXACT: Final = " union all ".join(f"{each} where enterprise_id = $1 and number = $2" for each in _NUMBERS.values())
_BEGINS: Final = {
    table: f"{each} where enterprise_id = $1 and number > $2 and number < $3 order by number desc limit $4"
    for table, each in _NUMBERS.items()
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found, and by which number: `role` is empty for its own."""

    document: Document
    role: str
    number: str


async def search(actor: Actor, text: str, *, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
    """Return the documents of the actor's enterprise of which a number begins so, exact ones first, high numbers first.

    A text of fewer than 3 characters finds nothing. Raises `scope` for a token that may not read.
    """
    if not actor.may("read"):
        raise refusals.not_in_scope()
    wanted, firm = normalise(text), actor.enterprise_id
    if len(wanted) < _SHORTEST or firm is None or not await may_see({(actor.person_id, firm)}):
        return []
    numbers = await _numbers(firm, wanted)
    found = await _documents(list(numbers), kinds)
    return [Hit(found[id_], *told) for id_, told in numbers.items() if id_ in found][:limit]


async def _numbers(firm: UUID, wanted: str) -> dict[UUID, tuple[str, str]]:
    """Return the first documents of a number, each with the role and the number that found it."""
    rows = [
        *await database.fetch(_EXACT, firm, wanted),
        *await database.fetch(_BEGINS["documents"], firm, wanted, wanted + BEYOND, _MOST),
        *await database.fetch(_BEGINS["document_numbers"], firm, wanted, wanted + BEYOND, _MOST),
    ]
    found: dict[UUID, tuple[str, str]] = {}
    for row in rows:
        found.setdefault(database.as_uuid(row["document_id"]), (row["role"], row["number"]))
    return found


async def _documents(ids: Sequence[UUID], kinds: Sequence[str]) -> dict[UUID, Document]:
    if not ids:
        return {}
    query = Document.filter(id__in=ids).exclude(status=REMOVED)
    return {each.id: each for each in await (query.filter(kind__in=list(kinds)) if kinds else query)}
