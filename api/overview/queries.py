"""Found, counted and still to be done across the kinds of document, for the actor's enterprise alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api.documents import kind_of, listing
from api.documents.lifecycle import REMOVED
from api.people import Actor
from kit import database

_TYPE: Final = """coalesce(c.type_code, d.facts ->> 'certificate_type',
    case when length(d.number) between 16 and 17 then substr(d.number, 1, length(d.number) - 15) else '' end)"""
_COLUMNS: Final = f"""d.id as document_id, d.kind, d.number, d.status, d.status_at, {_TYPE} as type_code,
    coalesce(c.destination, '') as destination"""
_SOURCE: Final = "documents d left join certificates c on c.document_id = d.id"
_PLACE: Final = f"""${{}} like '%|' || case when coalesce(c.destination, '') <> ''
    then 'at ' || upper(c.destination) else 'by ' || {_TYPE} end || '|%'"""
_OWING: Final = listing.Query(
    columns=_COLUMNS + ", t.since",
    source="document_todos t join documents d on d.id = t.document_id left join certificates c on c.document_id = d.id",
    where="t.enterprise_id = $1",
    order="t.since, t.document_id",
)
_COUNTS: Final = """
    select kind, status, count(*) as n from documents
    where enterprise_id = $1 and status_at >= $2 and status_at < $3 and status <> $4 group by kind, status"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is remembered of a document; what is empty asks for nothing. Moments are UTC, `until` is open.

    `destinations` are a country's names and codes; a certificate that does not say where it goes is found by `types`.
    """

    kinds: Sequence[str] = ()
    statuses: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    destinations: Sequence[str] = ()
    types: Sequence[str] = ()
    entered_by: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A document as a list shows it; `since` is when it came onto a list of open work, else its status's moment."""

    document_id: UUID
    kind: str
    number: str
    status: str
    status_at: datetime
    type_code: str
    destination: str
    since: datetime | None = None

    @property
    def status_label(self) -> str:
        """Return the status as people read it."""
        return kind_of(self.kind).lifecycle.status_label(self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many documents of a kind came into a status."""

    kind: str
    status: str
    number: int


async def find(actor: Actor, wanted: Wanted, page: int = 1, size: int = 8) -> tuple[list[Found], int]:
    """Return one page of documents, the newest first, and how many there are; raises `scope`."""
    places = [f"at {each.upper()}" for each in wanted.destinations] + [f"by {each}" for each in wanted.types]
    asked: list[tuple[str, Any]] = [
        ("d.status_at >= ${}", wanted.since),
        ("d.status_at < ${}", wanted.until),
        ("d.entered_by = ${}", wanted.entered_by),
        (_PLACE, f"|{'|'.join(places)}|" if places else ""),
        *listing.among("d.kind", wanted.kinds),
        *listing.among("d.status", wanted.statuses),
    ]
    where = f"d.enterprise_id = $1 and d.status <> '{REMOVED}'"
    query = listing.Query(columns=_COLUMNS, source=_SOURCE, where=where, order="d.id desc")
    rows, total = await listing.page(actor, query, asked, page, size)
    return [Found(**row) for row in rows], total


async def counts(actor: Actor, since: datetime, until: datetime) -> list[Count]:
    """Return how many documents came into each status in a time and are still in it; raises `scope`."""
    owner = await listing.owner_of(actor)
    rows = await database.fetch(_COUNTS, owner, since, until, REMOVED) if owner else []
    return [Count(kind=row["kind"], status=row["status"], number=row["n"]) for row in rows]


async def owing(actor: Actor, name: str, page: int = 1, size: int = 8) -> tuple[list[Found], int]:
    """Return one page of what stands on a list, longest first, and how many there are; raises `scope`."""
    rows, total = await listing.page(actor, _OWING, [("t.list = ${}", name)], page, size)
    return [Found(**row) for row in rows], total
