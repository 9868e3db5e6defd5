"""Where documents stand, in narrow rows that lists are read from by status and by its moment.

They repeat what the register says: with these indexes on the register itself a receipt cost PostgreSQL 33 µs more,
beside it 13 µs (docs/adr/0018). The register alone is asked what a document's status is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from api.documents import listing, owing, tails
from api.documents.kinds import kinds as known
from api.documents.lifecycle import REMOVED
from kit import database, relation
from kit.database import as_uuid
from kit.relation import IDS, Relation

COLUMNS: Final = "s.status_at as status_at, s.document_id as document_id"
LATEST: Final = "status_at desc, document_id desc"
_MOVED: Final = Relation("moved", id="uuid", status="text", status_at="timestamptz")
_MOVE: Final = """
    update document_standings set status = moved.status, status_at = moved.status_at
    from {moved} where document_standings.document_id = moved.id"""
_ENTER: Final = """
    insert into document_standings (document_id, enterprise_id, kind, status, status_at)
    select id, enterprise_id, kind, status, status_at from documents
    where id in (select id from {ids})"""
_LACKING: Final = """
    select d.id, d.number from documents d left join document_standings s on s.document_id = d.id
    where s.document_id is null and ($1::uuid is null or d.enterprise_id = $1)"""
_RESTORE: Final = """
    update document_standings set status = d.status, status_at = d.status_at from documents d
    where d.id = document_standings.document_id and ($1::uuid is null or d.enterprise_id = $1)
    and (d.status <> document_standings.status or d.status_at <> document_standings.status_at)"""


async def enter(numbers: Mapping[UUID, str]) -> None:
    """Let lists find new documents, given with their numbers, in the caller's transaction.

    Those that did not get into the register are passed over.
    """
    await database.execute(IDS.into(_ENTER), *relation.ids(numbers))
    await tails.keep_numbers(numbers)


async def move(moved: Iterable[tuple[UUID, str, datetime]]) -> None:
    """Write down where documents stand now, and since when, in the caller's transaction."""
    await database.execute(_MOVED.into(_MOVE), *_MOVED.arguments(moved))


async def restore(enterprise_id: UUID | None = None) -> int:
    """Let lists say again what the register says, of one enterprise or of all; return how many strayed or lacked."""
    async with database.transaction():
        lacking = {as_uuid(row["id"]): row["number"] for row in await database.fetch(_LACKING, enterprise_id)}
        if lacking:
            await enter(lacking)
        strayed = await database.execute(_RESTORE, enterprise_id)
        return len(lacking) + strayed + await owing.restore(enterprise_id)


def standing_in(
    kinds: Sequence[str], statuses: Sequence[str], within: Sequence[listing.Condition]
) -> list[listing.Query]:
    """Return the documents of these kinds and statuses, latest first, each pair from its own part of an index.

    `within` narrows the moment, `s.status_at`; no kinds are all kinds, no statuses all that a kind has.
    """
    every = listing.Query(
        columns=COLUMNS,
        source="document_standings s",
        where=f"s.enterprise_id = $1 and s.status <> '{REMOVED}'",
        order=LATEST,
    )
    wanted = [kind for kind in known() if not kinds or kind.name in kinds]
    if not statuses:
        return [every.asking(("s.kind = ${}", kind.name), *within) for kind in wanted]
    return [
        every.asking(("s.kind = ${}", kind.name), ("s.status = ${}", status), *within)
        for kind in wanted
        for status in kind.lifecycle.statuses
        if status != REMOVED and status in statuses
    ]


def of_kind(query: listing.Query, kind: str, source: str) -> listing.Query:
    """Return a slice's list read by status, `s.status`: from the standings of its kind, the latest first.

    `source` begins with a table that has a column `document_id` and is called by the first letter of its name.
    """
    own = source[source.index(" ") + 1]
    return replace(
        query,
        source=f"document_standings s cross join {source}",
        where=f"s.enterprise_id = $1 and s.kind = '{kind}' and {own}.document_id = s.document_id",
        order="s.status_at desc, s.document_id desc",
    )
