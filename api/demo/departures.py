"""What followed the demo's certificates: declarations, back-fills (some forgotten), licences and consignments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from api import documents
from api.consignments import CONSIGNMENT
from api.declarations import DECLARATION
from api.declarations.backfill import BACKFILL
from api.declarations.backfill.models import Backfill
from api.demo import year
from api.demo.calendar import Calendar
from api.demo.papers import Paper
from api.documents import SPEAKS_FOR, Begun, Entry, Key, owing
from api.documents.kinds import kind_of
from api.documents.other_numbers import add_many
from api.licences import LICENCE
from api.people.models import Enterprise
from kit.ids import new_id

_BACKFILLED_AFTER: Final = 15  # days; within three times as many, every other clerk has forgotten it
_ENDS: Final = ("received",) * 14 + ("submitted", "failed", "draft")
_LICENCES: Final[tuple[tuple[str, ...], ...]] = (
    ("received",), ("received", "approved"), ("received", "returned"), ("failed",), ("received", "pending_review")
)  # fmt: skip
_LICENCE_EVERY: Final = 12


@dataclass(frozen=True, kw_only=True)
class Departure:
    """Goods that left: the certificate they left with, their declaration, and how its back-fill fared."""

    paper: Paper
    declaration: str
    cleared: datetime
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
    left = [_departure(paper, at, calendar) for paper in papers if (at := _ready(paper, calendar))]
    await _declarations(left, firm.id)
    await _back_fills(left, firm.id)
    await _licences(papers, firm.id, calendar)
    return left


def _ready(paper: Paper, calendar: Calendar) -> datetime | None:
    at = paper.approved_at
    if at is None or calendar.age(at) < _BACKFILLED_AFTER:
        return None
    return None if calendar.age(at) < 3 * _BACKFILLED_AFTER and paper.serial % 2 else at


def _departure(paper: Paper, approved: datetime, calendar: Calendar) -> Departure:
    cleared = calendar.after(approved, 48)
    typed = calendar.after(cleared, 90)
    sent = calendar.after(typed, 1)
    return Departure(
        paper=paper,
        declaration=f"9002{approved:%Y}0{paper.serial:09}",
        cleared=cleared,
        typed=typed,
        sent=sent,
        answered=calendar.after(sent, 5),
        end=calendar.dice.choice(_ENDS),
        id=new_id(),
    )


async def _declarations(left: Sequence[Departure], owner: UUID) -> None:
    kind = DECLARATION.name
    await documents.enter_many([Entry(key=Key(kind, each.declaration), enterprise_id=owner) for each in left])
    found = await documents.look_up([Key(kind, each.declaration) for each in left])
    ids = {each.declaration: found[Key(kind, each.declaration)].id for each in left}
    steps = {
        each.declaration: [("received", each.cleared), ("released", each.typed), ("closed", each.answered)][
            : 2 if each.paper.serial % 9 == 0 else 3
        ]
        for each in left
    }
    await year.live((ids[each.declaration], kind, each.paper.actor, steps[each.declaration]) for each in left)
    await year.date_back({ids[each.declaration]: each.cleared for each in left})


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
    await owing.settle([(each.paper.id, BACKFILL.name) for each in sent] + [(each.paper.id, "print") for each in left])


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
        submitted_at=each.sent if sent else None,
        created_by=each.paper.actor.person_id,
        created_at=each.typed,
        updated_at=each.sent,
    )


def _steps(each: Departure) -> list[year.Step]:
    if each.end == "draft":
        return []
    return [("submit", each.sent), *([(each.end, each.answered)] if each.end != "submitted" else [])]


async def _licences(papers: Sequence[Paper], owner: UUID, calendar: Calendar) -> None:
    some = papers[::_LICENCE_EVERY]
    for kind, prefix in ((LICENCE.name, "XK"), (CONSIGNMENT.name, "WT")):
        keys = {paper.serial: Key(kind, f"{prefix}{paper.begun:%Y}{paper.serial:06}") for paper in some}
        await documents.enter_many([Entry(key=key, enterprise_id=owner) for key in keys.values()])
        found = await documents.look_up(keys.values())
        await year.live(
            (found[keys[paper.serial]].id, kind, paper.actor, _answers(kind, turn, paper, calendar))
            for turn, paper in enumerate(some)
        )
        await year.date_back({found[keys[paper.serial]].id: paper.begun for paper in some})


def _answers(kind: str, turn: int, paper: Paper, calendar: Calendar) -> list[year.Step]:
    steps = _LICENCES[turn % len(_LICENCES)] if kind == LICENCE.name else ("accepted",)
    return [(step, calendar.after(paper.begun, 24 * n)) for n, step in enumerate(steps, 1)]
