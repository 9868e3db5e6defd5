"""What followed the demo's certificates: declarations that goods left with, and their back-fills, some forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from api import documents
from api.declarations import DECLARATION
from api.declarations.backfill import BACKFILL
from api.declarations.backfill.models import Backfill
from api.demo import year
from api.demo.calendar import Calendar, stored
from api.demo.papers import Paper
from api.documents import SPEAKS_FOR, Begun, Entry, Key, owing
from api.documents.kinds import kind_of
from api.documents.other_numbers import add_many
from api.people.models import Enterprise
from kit.ids import new_id

_BACKFILLED_AFTER: Final = 15  # days; within three times as many, every other clerk has forgotten it
_PRINTED_WITHIN: Final = 20  # days; later even the slowest clerk has printed it
_OPEN_FOR: Final = 60  # days after which every back-fill has its answer
_ENDS: Final = ("received", "submitted", "received", "failed", "received", "draft")
_ALSO_HELD: Final = 7  # one declaration in so many was inspected, or had to be paid for, before it was released
_NOT_CLOSED: Final = 5  # of the open ones, one in so many was released and is not closed yet


@dataclass(frozen=True, kw_only=True)
class Departure:
    """Goods that left: the certificate they left with, their declaration, and how its back-fill fared."""

    paper: Paper
    declaration: str
    cleared: Sequence[year.Step]
    typed: datetime
    sent: datetime
    answered: datetime
    end: str
    id: UUID

    @property
    def is_linked(self) -> bool:
        """Tell whether the customs know that certificate and declaration belong together."""
        return self.end == "received"


async def enter(papers: Sequence[Paper], firm: Enterprise, calendar: Calendar) -> list[Departure]:
    """Write them; return the departures in their order."""
    ready = [(paper, at) for paper in papers if (at := _ready(paper, calendar))]
    left = [_departure(turn, paper, at, calendar) for turn, (paper, at) in enumerate(ready)]
    await _declarations(left, firm.id)
    await _back_fills(left, firm.id)
    await owing.settle([(paper.id, "print") for paper, _ in _approved(papers, calendar, _PRINTED_WITHIN)])
    return left


def _approved(papers: Sequence[Paper], calendar: Calendar, days: int) -> list[tuple[Paper, datetime]]:
    """Return what was approved so many days ago, or before, with when that was."""
    stood = [(paper, at) for paper in papers if (at := paper.approved_at)]
    return [(paper, at) for paper, at in stood if calendar.age(at) >= days]


def _ready(paper: Paper, calendar: Calendar) -> datetime | None:
    at = paper.approved_at
    if at is None or calendar.age(at) < _BACKFILLED_AFTER:
        return None
    return None if calendar.age(at) < 3 * _BACKFILLED_AFTER and paper.serial % 2 else at


def _departure(turn: int, paper: Paper, approved: datetime, calendar: Calendar) -> Departure:
    cleared = year.dated(_customs(paper.serial, calendar.age(approved)), approved, calendar)
    typed = calendar.after(cleared[-1][1], 20)
    sent = calendar.after(typed, 1)
    return Departure(
        paper=paper,
        declaration=f"9002{approved:%Y}0{paper.serial:09}",
        cleared=cleared,
        typed=typed,
        sent=sent,
        answered=calendar.after(sent, 5),
        end=_ENDS[turn % len(_ENDS)] if calendar.age(typed) < _OPEN_FOR else "received",
        id=new_id(),
    )


def _customs(serial: int, days_ago: int) -> list[tuple[str, float]]:
    """Return what the customs said of a declaration, with the hours between."""
    held = [("inspection" if serial % 2 else "tax_due", 4.0)] if serial % _ALSO_HELD == 0 else []
    closed = [("closed", 40.0)] if serial % _NOT_CLOSED or days_ago > _OPEN_FOR else []
    return [("declared", 30), ("received", 1), *held, ("examined", 3), ("released", 6), *closed]


async def _declarations(left: Sequence[Departure], owner: UUID) -> None:
    kind = DECLARATION.name
    await documents.enter_many([Entry(key=Key(kind, each.declaration), enterprise_id=owner) for each in left])
    found = await documents.look_up([Key(kind, each.declaration) for each in left])
    ids = {each.declaration: found[Key(kind, each.declaration)].id for each in left}
    await year.live((ids[each.declaration], kind, each.paper.actor, each.cleared) for each in left)
    await year.date_back({ids[each.declaration]: each.cleared[0][1] for each in left})


async def _back_fills(left: Sequence[Departure], owner: UUID) -> None:
    for actor in {each.paper.actor.person_id: each.paper.actor for each in left}.values():
        own = [each for each in left if each.paper.actor is actor]
        for kind in {each.paper.kind for each in own}:
            of_kind = [_begun(each) for each in own if each.paper.kind == kind]
            await documents.create_many(actor, BACKFILL.name, of_kind)
    await Backfill.bulk_create([_row(each, owner) for each in left])
    await year.live((each.id, BACKFILL.name, each.paper.actor, _steps(each)) for each in left)
    sent = [each for each in left if each.end != "draft"]
    await add_many((of, "declaration", each.declaration) for each in sent for of in (each.id, each.paper.id))
    await add_many((each.id, "certificate", each.paper.draft.number) for each in sent)
    await owing.settle([(each.paper.id, BACKFILL.name) for each in sent])


def _begun(each: Departure) -> Begun:
    content = kind_of(each.paper.kind).content
    facts = {"certificate_no": each.paper.draft.number, SPEAKS_FOR: str(each.paper.id), "declarations": 1}
    return Begun(
        id=each.id, number=f"BL{each.typed:%y%m%d}{each.paper.serial:06}", at=each.typed, facts=facts, content=content
    )


def _row(each: Departure, owner: UUID) -> Backfill:
    sent = each.end != "draft"
    return Backfill(
        document_id=each.id,
        certificate_id=each.paper.id,
        enterprise_id=owner,
        authority=each.paper.draft.authority,
        certificate_no=each.paper.draft.number,
        type_code=each.paper.draft.type_code,
        exported=True,
        numbers=each.declaration,
        revision=int(sent),
        submitted_at=stored(each.sent) if sent else None,
        created_by=each.paper.actor.person_id,
        created_at=stored(each.typed),
        updated_at=stored(each.sent),
    )


def _steps(each: Departure) -> list[year.Step]:
    if each.end == "draft":
        return []
    return [("submit", each.sent), *([(each.end, each.answered)] if each.end != "submitted" else [])]
