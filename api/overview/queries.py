"""Found, counted and still to be done across the kinds of document, for the actor's enterprise alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from api.documents import kind_of, kinds, listing, standings
from api.documents.lifecycle import REMOVED
from api.people import Actor
from kit import database
from kit.relation import Relation

_TYPE_KNOWN: Final = """coalesce(d.facts ->> 'certificate_type',
    case when length(d.number) between 16 and 17 then substr(d.number, 1, length(d.number) - 15) else '' end)"""
_COLUMNS: Final = f"""{{at}}.status_at as status_at, {{id}} as document_id, d.kind, d.number, d.status,
    coalesce(c.type_code, {_TYPE_KNOWN}) as type_code, coalesce(c.destination, '') as destination"""
_OWN: Final = f"d.enterprise_id = $1 and d.status <> '{REMOVED}'"
_ALL: Final = listing.Query(
    columns=_COLUMNS.format(at="d", id="d.id"),
    source="documents d left join certificates c on c.document_id = d.id",
    where=_OWN,
    order="document_id desc",
)
# A certificate that says where it goes; one that does not, or that was filled in elsewhere.
_GOING: Final = listing.Query(
    columns=_COLUMNS.format(at="d", id="c.document_id"),
    source="certificates c cross join documents d",
    where=f"c.enterprise_id = $1 and d.id = c.document_id and {_OWN}",
    order=_ALL.order,
)
# One part for both: a type of its own is told to the register when a certificate is begun, and never changes.
_OF_TYPE: Final = replace(_ALL, where=f"{_OWN} and coalesce(c.destination, '') = ''")
_STANDING: Final = replace(
    _ALL,
    columns=_COLUMNS.format(at="s", id="s.document_id"),
    source="document_standings s cross join documents d left join certificates c on c.document_id = d.id",
    where="d.id = s.document_id and ",
)
_OWING: Final = listing.Query(
    columns=_COLUMNS.format(at="d", id="t.document_id") + ", t.since",
    source="""document_todos t left join documents d on d.id = t.document_id
        left join certificates c on c.document_id = t.document_id""",
    where="t.enterprise_id = $1",
    order="since, document_id",
)
_PAIRS: Final = Relation("pairs", kind="text", status="text")
_COUNTS: Final = """
    select kind, status, n from (
        select pairs.kind, pairs.status, (
            select count(*) from document_standings s where s.enterprise_id = $1 and s.kind = pairs.kind
            and s.status = pairs.status and s.status_at >= $2 and s.status_at < $3) as n
        from {pairs}) as counted where n > 0"""


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
    """Return one page of documents and how many there are; raises `scope`.

    The newest first; those of a status or a time by when they came into it, latest first.
    """
    standing = standings.standing_in(wanted.kinds, wanted.statuses, _within(wanted, "s"))
    if wanted.destinations or wanted.types:
        queries, asked = _places(wanted), _else(wanted)
    elif wanted.entered_by:
        queries, asked = [_ALL], _else(wanted)
    elif wanted.statuses or wanted.since or wanted.until:
        queries, asked = [_shown(each) for each in standing], []
    else:
        queries, asked = [_ALL.asking(("d.kind = ${}", kind)) for kind in wanted.kinds] or [_ALL], []
    rows, total = await listing.page(actor, queries, asked, page, size)
    return [Found(**row) for row in rows], total


async def counts(actor: Actor, since: datetime, until: datetime) -> list[Count]:
    """Return how many documents came into each status in a time and are still in it; raises `scope`."""
    owner = await listing.owner_of(actor)
    pairs = [(kind.name, status) for kind in kinds() for status in kind.lifecycle.statuses if status != REMOVED]
    times = (owner, since, until)
    rows = await database.fetch(_PAIRS.into(_COUNTS, 4), *times, *_PAIRS.arguments(pairs)) if owner else []
    return [Count(kind=row["kind"], status=row["status"], number=row["n"]) for row in rows]


async def owing(actor: Actor, name: str, page: int = 1, size: int = 8) -> tuple[list[Found], int]:
    """Return one page of what stands on a list, longest first, and how many there are; raises `scope`."""
    rows, total = await listing.page(actor, _OWING, [("t.list = ${}", name)], page, size)
    return [Found(**row) for row in rows], total


def _places(wanted: Wanted) -> list[listing.Query]:
    """Return the parts of a list by places: each is read from an index of its own, and none meets another."""
    going = {each.upper() for each in wanted.destinations} - {""}
    return [
        *(_GOING.asking(("upper(c.destination) = ${}", each)) for each in sorted(going)),
        *(_OF_TYPE.asking((f"{_TYPE_KNOWN} = ${{}}", each)) for each in sorted(set(wanted.types))),
    ]


def _shown(query: listing.Query) -> listing.Query:
    """Return a list of standings as lists of this slice show documents."""
    return replace(query, columns=_STANDING.columns, source=_STANDING.source, where=_STANDING.where + query.where)


def _within(wanted: Wanted, table: str) -> list[listing.Condition]:
    return listing.between(f"{table}.status_at", wanted.since, wanted.until)


def _else(wanted: Wanted) -> list[listing.Condition]:
    """Return the conditions beside the one that a list is read by."""
    return [
        ("d.entered_by = ${}", wanted.entered_by),
        *_within(wanted, "d"),
        *listing.among("d.kind", wanted.kinds),
        *listing.among("d.status", wanted.statuses),
    ]
