"""What one may see of the register. Fetching is authorising: a foreign document and a missing one are the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from api.documents import journal_lines, listing, standings, tails
from api.documents.kinds import kinds as known
from api.documents.lifecycle import REMOVED
from api.documents.models import Document
from api.documents.moves import MAIN
from api.documents.refusals import not_in_scope
from api.identifiers import normalise
from api.people import Actor
from api.people.rights import may_see
from kit.refusals import unknown

_ALL: Final = listing.Query(
    columns="d.id as document_id",
    source="documents d",
    where=f"d.enterprise_id = $1 and d.status <> '{REMOVED}'",
    order="document_id desc",
)
_NUMBERED: Final = listing.Query(
    columns="t.tail, t.owner_id as document_id",
    source="text_tails t cross join documents d",
    where=f"t.enterprise_id = $1 and d.id = t.owner_id and d.status <> '{REMOVED}'",
    order="tail, document_id desc",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which documents a list shows; what is None or empty asks for nothing."""

    kinds: Sequence[str] = ()
    statuses: Sequence[str] = ()
    number: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a document's history; `late` ones came after the status had moved on."""

    step: str
    step_label: str
    status_label: str
    verdict: str
    note: str
    door: str
    occurred_at: datetime
    at: datetime
    axis: str = MAIN


async def find(actor: Actor, number: str, kind: str | None = None) -> Document:
    """Return the document of that number, however it is typed, that this actor may see; raises `unknown`."""
    query = Document.filter(number=normalise(number))
    return _first(await _seen_by(actor, await (query.filter(kind=kind) if kind else query).order_by("-id")))


async def get(actor: Actor, document_id: UUID) -> Document:
    """Return the document if this actor may see it; raises `unknown`."""
    return _first(await _seen_by(actor, await Document.filter(id=document_id)))


async def page(actor: Actor, wanted: Wanted, page: int = 1, size: int = 20) -> tuple[list[Document], int]:
    """Return one page of the documents of the actor's enterprise, and how many there are.

    The newest first; those of a status or a time by when they came into it, latest first; those of a part of a number
    by that number, what ends with it first.
    """
    rows, total = await listing.page(actor, _narrowed(wanted), [], page, size)
    ids = [row["document_id"] for row in rows]
    found = {each.id: each for each in await Document.filter(id__in=ids)} if ids else {}
    return [found[id_] for id_ in ids if id_ in found], total


def _narrowed(wanted: Wanted) -> Sequence[listing.Query]:
    kinds = list(dict.fromkeys(wanted.kinds))
    if number := normalise(wanted.number):
        asked = [
            *listing.among("d.status", wanted.statuses),
            *listing.between("d.status_at", wanted.since, wanted.until),
        ]
        kinds = kinds or [kind.name for kind in known()]
        return [_NUMBERED.asking(*tails.part(kind, "d.number", number), *asked) for kind in kinds]
    if wanted.statuses or wanted.since or wanted.until:
        within = listing.between("s.status_at", wanted.since, wanted.until)
        return standings.standing_in(kinds, wanted.statuses, within)
    return [_ALL.asking(("d.kind = ${}", kind)) for kind in kinds] or [_ALL]


async def journal(actor: Actor, document_id: UUID) -> list[journal_lines.Line]:
    """Return every step of a document that this actor may see, oldest first; raises `unknown`."""
    document = await get(actor, document_id)
    return await journal_lines.of_document(document.id)


async def history(actor: Actor, document_id: UUID) -> list[Step]:
    """Return the journal of a document in the words that people read, oldest first; raises `unknown`."""
    document = await get(actor, document_id)
    return [_step(document, line) for line in await journal_lines.of_document(document.id)]


def _step(document: Document, line: journal_lines.Line) -> Step:
    lifecycle = document.of_kind.axis(line.axis)
    return Step(
        step=line.step,
        step_label=journal_lines.STEPS.get(line.step) or lifecycle.step_label(line.step),
        status_label=lifecycle.status_label(line.to_status),
        verdict=line.verdict,
        note=line.note,
        door=line.door,
        occurred_at=line.occurred_at,
        at=line.at,
        axis=line.axis,
    )


async def _seen_by(actor: Actor, documents: Sequence[Document]) -> list[Document]:
    """Keep what this actor may see: the membership is asked now, whatever the session once knew."""
    if not actor.may("read"):
        raise not_in_scope()
    documents = [document for document in documents if document.status != REMOVED]
    if actor.is_system:
        return list(documents)
    allowed = await may_see({(actor.person_id, document.enterprise_id) for document in documents})
    return [document for document in documents if (actor.person_id, document.enterprise_id) in allowed]


def _first(documents: Sequence[Document]) -> Document:
    if not documents:
        raise unknown()
    return documents[0]
