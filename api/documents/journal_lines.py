"""The journal: who took which step, when, through which door; every line of every document, never changed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Final, NamedTuple
from uuid import UUID

from api.people import Actor
from kit import database, relation, trace
from kit.relation import IDS, Relation

_LINES: Final = Relation(
    "lines",
    document_id="uuid",
    seq="bigint",
    axis="text",
    step="text",
    verdict="text",
    from_status="text",
    to_status="text",
    actor="text",
    door="text",
    note="text",
    receipt_id="uuid",
    occurred_at="timestamptz",
    trace="text",
)
_COLUMNS: Final = (
    "document_id, seq, axis, step, verdict, from_status, to_status, actor, door, note, receipt_id, occurred_at, trace"
)
_WRITE: Final = f"insert into journal ({_COLUMNS}, at) select lines.*, $1::timestamptz from {{lines}}"  # noqa: S608 — constants of this file
_TOLD: Final = """
    select document_id, axis, step, note, occurred_at from journal where document_id in (select id from {ids})"""
_OF_DOCUMENT: Final = f"select {_COLUMNS}, at from journal where document_id = $1 order by seq"  # noqa: S608
_LAST_WORDS: Final = """
    select document_id, axis, note from journal line
    where document_id in (select id from {ids}) and note <> '' and verdict = 'applied'
    and seq = (select max(seq) from journal
               where document_id = line.document_id and axis = line.axis and verdict = 'applied')
    order by document_id, axis"""
ENTERED: Final = "entered"  # steps of the register itself, which no lifecycle holds
RENUMBERED: Final = "renumbered"
TICKED: Final = "ticked"
STEPS: Final = {ENTERED: "录入", RENUMBERED: "取得正式编号", TICKED: "标记为已办"}
Told = tuple[UUID, str, str, str, datetime]


class Line(NamedTuple):
    """One line; its `verdict` is applied, noted (an aside), or late (the status had moved on)."""

    document_id: UUID
    seq: int
    axis: str
    step: str
    verdict: str
    from_status: str
    to_status: str
    actor: str
    door: str
    note: str
    receipt_id: UUID | None
    occurred_at: datetime
    trace: str
    at: datetime


class Aside(NamedTuple):
    """Something that our own people or the register did to a document and that moved no status."""

    document_id: UUID
    seq: int
    step: str
    status: str
    note: str = ""
    trace: str = ""

    def by(self, actor: Actor, at: datetime) -> Line:
        """Return the line that says who did it, and when."""
        return Line(
            document_id=self.document_id,
            seq=self.seq,
            axis="",
            step=self.step,
            verdict="noted",
            from_status=self.status,
            to_status=self.status,
            actor=actor.name if actor.is_system else str(actor.person_id),
            door=actor.door,
            note=self.note,
            receipt_id=None,
            occurred_at=at,
            trace=self.trace or trace.current(),
            at=at,
        )


async def write(lines: Sequence[Line], at: datetime) -> None:
    """Add lines, all of the same moment, in the caller's transaction."""
    if lines:
        await database.execute(_LINES.into(_WRITE, 2), at, *_LINES.arguments([_row(line) for line in lines]))


async def told(ids: Collection[UUID]) -> set[Told]:
    """Return what the journals of these documents already tell: (document, axis, step, note, moment)."""
    if not ids:
        return set()
    rows = await database.fetch(IDS.into(_TOLD), *relation.ids(ids))
    return {
        (database.as_uuid(r["document_id"]), r["axis"], r["step"], r["note"], database.as_time(r["occurred_at"]))
        for r in rows
    }


async def last_words(ids: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """Return what was said with the step that brought each axis where it stands; the caller has asked for the right.

    An axis of which nothing was said is left out: an approval takes the reason of an earlier return away.
    """
    said: dict[UUID, dict[str, str]] = {}
    for row in await database.fetch(IDS.into(_LAST_WORDS), *relation.ids(ids)) if ids else ():
        said.setdefault(database.as_uuid(row["document_id"]), {})[row["axis"]] = row["note"]
    return said


async def of_document(document_id: UUID) -> list[Line]:
    """Return the journal of one document, oldest line first; the caller has asked for the right to see it."""
    return [_line(row) for row in await database.fetch(_OF_DOCUMENT, document_id)]


_row = attrgetter(*_COLUMNS.split(", "))


def _line(row: database.Row) -> Line:
    values = dict(row)
    values["document_id"] = database.as_uuid(values["document_id"])
    values["receipt_id"] = database.as_uuid(values["receipt_id"]) if values["receipt_id"] else None
    for moment in ("occurred_at", "at"):
        values[moment] = database.as_time(values[moment])
    return Line(**values)
