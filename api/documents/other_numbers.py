"""The other numbers that a document can be found by: its invoice, its contract, the declaration it went out with."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, Literal
from uuid import UUID

from api.identifiers import normalise
from kit import database
from kit.relation import Relation

Role = Literal["certificate", "invoice", "contract", "filing", "coordination", "declaration", "apply"]
LONGEST: Final = 64  # characters; what is longer is no number

_NUMBERS: Final = Relation("numbers", role="text", number="text")
_ADD: Final = """
    insert into document_numbers (document_id, role, number, enterprise_id)
    select documents.id, numbers.role, numbers.number, documents.enterprise_id
    from {numbers} cross join documents where documents.id = $1
    on conflict (document_id, role, number) do nothing"""
_OF_MANY: Final = Relation("numbers", document_id="uuid", role="text", number="text")
_ADD_MANY: Final = """
    insert into document_numbers (document_id, role, number, enterprise_id)
    select documents.id, numbers.role, numbers.number, documents.enterprise_id
    from {numbers} join documents on documents.id = numbers.document_id where true
    on conflict (document_id, role, number) do nothing"""
_IN_ROLE: Final = "select number from document_numbers where document_id = $1 and role = $2 order by number"
_FORGET: Final = "delete from document_numbers where document_id = $1 and role = $2"


async def also_known_as(document_id: UUID, numbers: Mapping[Role, Iterable[str]]) -> None:
    """Let a document be found by these numbers, in place of those it had in the same roles.

    Joins the caller's transaction or opens its own; roles that are not named stay as they are.
    """
    async with database.transaction():
        for role in numbers:
            await database.execute(_FORGET, document_id, role)
        await _insert(document_id, [(role, number) for role, many in numbers.items() for number in many])


async def in_role(document_id: UUID, role: Role) -> list[str]:
    """Return the numbers that a document has in a role; the caller has asked for the right to see it."""
    return [str(row["number"]) for row in await database.fetch(_IN_ROLE, document_id, role)]


async def add_many(numbers: Iterable[tuple[UUID, Role, str]]) -> None:
    """Let many documents be found by these numbers too, in the caller's transaction."""
    rows = {
        (document_id, role, called)
        for document_id, role, number in numbers
        if 0 < len(called := normalise(number)) <= LONGEST
    }
    if rows:
        await database.execute(_OF_MANY.into(_ADD_MANY), *_OF_MANY.arguments(sorted(rows)))


async def add(document_id: UUID, role: Role, numbers: Collection[str]) -> None:
    """Let a document be found by these numbers too, in the caller's transaction."""
    await _insert(document_id, [(role, number) for number in numbers])


async def _insert(document_id: UUID, numbers: Iterable[tuple[Role, str]]) -> None:
    rows = {(role, called) for role, number in numbers if 0 < len(called := normalise(number)) <= LONGEST}
    if rows:
        await database.execute(_NUMBERS.into(_ADD, 2), document_id, *_NUMBERS.arguments(sorted(rows)))
