"""What is to be done (待办): how much stands on each list, what waits longest, and ticking it off by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api.documents import journal_lines, listing, owing, refusals
from api.documents.creating import hold_own
from api.documents.journal_lines import TICKED, Aside
from api.documents.kinds import kind_of
from api.documents.models import Document
from api.documents.owing import TodoList
from api.people import Actor
from kit import database
from kit.clock import now

_OPEN: Final = listing.Query(
    columns="t.document_id, t.since, d.kind, d.number, d.status, d.entered_by as person_id",
    source="document_todos t left join documents d on d.id = t.document_id",  # left: counting leaves the register out
    where="t.enterprise_id = $1",
    order="since, document_id",
)
_COUNTS: Final = """
    select count(*) as open, count(case when since < $3 then 1 end) as overdue, min(since) as since
    from (select since from document_todos where enterprise_id = $1 and list = $2 order by since limit $4) as found"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """A document on a list; `overdue` tells that it stood there longer than it should."""

    document_id: UUID
    kind: str
    number: str
    status: str
    since: datetime
    overdue: bool
    person_id: UUID | None

    @property
    def status_label(self) -> str:
        """Return the status as people read it."""
        return kind_of(self.kind).lifecycle.status_label(self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A list with how much stands on it, how much of that is late, since when the oldest waits, and the first ones."""

    list: TodoList
    open: int
    overdue: int
    oldest: datetime | None
    first: Sequence[Todo]


async def todo(actor: Actor, *, first: int = 5) -> list[Summary]:
    """Return every list of open work of the actor's enterprise, empty ones too, in the order of a working day."""
    owner = await listing.owner_of(actor)
    return [await _summary(actor, owner, each, first) for each in owing.todo_lists().values()]


async def todo_page(
    actor: Actor, name: str, *, overdue: bool = False, page: int = 1, size: int = 20
) -> tuple[list[Todo], int]:
    """Return one page of a list, the longest waiting first, and how many there are; no such list is an empty one."""
    of = owing.todo_lists().get(name)
    if of is None:
        return [], 0
    late = now() - of.overdue_after
    asked = [("t.list = ${}", name), ("t.since < ${}", late if overdue else None)]
    rows, total = await listing.page(actor, _OPEN, asked, page, size)
    return [_todo(row, late) for row in rows], total


async def tick_off(actor: Actor, document_id: UUID, name: str) -> Document:
    """Take a document from a list that people tick off by hand, such as 待打印; journalled.

    Raises not_found, not_by_hand; of what stands there no more, it changes nothing.
    """
    of = owing.todo_lists().get(name)
    async with database.transaction():
        held = await hold_own(actor, document_id)
        if of is None or not of.by_hand:
            raise refusals.not_by_hand()
        if await owing.done(document_id, name):
            at, line = now(), Aside(document_id, held.seq + 1, TICKED, held.status, note=of.label)
            await Document.filter(id=document_id).update(seq=held.seq + 1, updated_at=at)
            await journal_lines.write([line.by(actor, at)], at)
        return await Document.get(id=document_id)


async def _summary(actor: Actor, owner: UUID | None, of: TodoList, first: int) -> Summary:
    late = now() - of.overdue_after
    rows = await database.fetch(_COUNTS, owner, of.name, late, listing.MOST + 1) if owner else []
    if not rows or not rows[0]["open"]:
        return Summary(list=of, open=0, overdue=0, oldest=None, first=[])
    opened, overdue = (listing.so_many(rows[0][name]) for name in ("open", "overdue"))
    oldest = database.as_time(rows[0]["since"])
    asked = [("t.list = ${}", of.name)]
    items, _ = await listing.page(actor, _OPEN, asked, 1, first, length=opened) if first else ([], 0)
    first_ones = [_todo(row, late) for row in items]
    return Summary(list=of, open=opened, overdue=overdue, oldest=oldest, first=first_ones)


def _todo(row: Mapping[str, Any], late: datetime) -> Todo:
    return Todo(**row, overdue=row["since"] < late)
