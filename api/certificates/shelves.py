"""The three query lists, and where removed drafts go; each shelf knows how many stand on it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Final, Literal
from uuid import UUID

from api import agreements
from api.certificates.certificate import Authority
from kit import database

Shelf = Literal["general", "preferential", "voided", "removed"]
LISTS: Final[dict[str, str]] = {
    "preferential": "优惠原产地证查询",
    "general": "一般原产地证查询",
    "voided": "作废原产地证查询",
}
_ADD: Final = """
    insert into certificate_totals (enterprise_id, authority, shelf, total) values ($1, $2, $3, $4)
    on conflict (enterprise_id, authority, shelf) do update set total = certificate_totals.total + excluded.total"""
_TOTAL: Final = "select total from certificate_totals where enterprise_id = $1 and authority = $2 and shelf = $3"
_MOVE: Final = """
    update certificates set shelf = $2 where document_id = $1 and shelf <> $2
    returning enterprise_id, authority"""
_SHELF: Final = "select shelf from certificates where document_id = $1"
Place = tuple[UUID, str, str]


def shelf_for(authority: Authority, type_code: str, on: date) -> Shelf:
    """Return where a new certificate of that type stands."""
    found = agreements.type_of(authority, type_code, on)
    return "preferential" if found and found.preferential else "general"


async def count_in(places: Iterable[Place]) -> None:
    """Note that certificates were put on shelves, in the caller's transaction."""
    await _add(Counter(places))


async def move(document_id: UUID, shelf: Shelf) -> None:
    """Put a certificate on another shelf, in the caller's transaction; one that stands there already stays."""
    before = await database.fetch(_SHELF, document_id)
    moved = await database.fetch(_MOVE, document_id, shelf)
    if moved:
        owner, authority = database.as_uuid(moved[0]["enterprise_id"]), moved[0]["authority"]
        await _add(Counter({(owner, authority, before[0]["shelf"]): -1, (owner, authority, shelf): 1}))


async def total_of(enterprise_id: UUID, authority: str, shelf: str) -> int:
    """Return how many certificates stand on a shelf."""
    rows = await database.fetch(_TOTAL, enterprise_id, authority, shelf)
    return int(rows[0]["total"]) if rows else 0


async def _add(changes: Counter[Place]) -> None:
    """Change totals in one order, so that two who change the same ones never wait for each other."""
    for place, change in sorted(changes.items(), key=lambda item: (str(item[0][0]), *item[0][1:])):
        await database.execute(_ADD, *place, change)
