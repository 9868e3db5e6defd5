"""Certificates of the demo's year, how they fared, and what they left behind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from api import documents
from api.certificates import Draft, shelves, store
from api.certificates.certificate import KIND_OF
from api.certificates.models import CertificateRow, GoodsRow
from api.certificates.store import numbers_of
from api.demo import year
from api.demo.calendar import Calendar, stored
from api.demo.forms import CCPIT_EVERY, draft
from api.documents import Begun
from api.documents.other_numbers import add_many
from api.people.actor import Actor
from api.people.models import Enterprise
from kit.ids import new_id

CERTIFICATES: Final = 300
_UNFINISHED: Final = 35  # days: what is younger may still be on its way
_JUST_BEGUN: Final = 5  # days: what is younger has not been answered, whatever the week
_ENDS: Final = ("approved",) * 22 + ("again",) * 4 + ("voided", "failed_once")  # nothing stays unmended for months
_OPEN: Final = ("draft", "declared", "received", "pending", "returned", "failed", "approved", "approved")
_FIRST: Final = ("draft", "declared")
_HOURS: Final = {
    "declare": 2, "received": 1, "pending_review": 4, "approved": 20, "returned": 20, "failed": 1, "void": 200
}  # fmt: skip
_STEPS: Final[dict[str, tuple[str, ...]]] = {
    "draft": (),
    "declared": ("declare",),
    "received": ("declare", "received"),
    "pending": ("declare", "received", "pending_review"),
    "approved": ("declare", "received", "pending_review", "approved"),
    "again": ("declare", "received", "returned", "declare", "received", "approved"),
    "voided": ("declare", "received", "approved", "void"),
    "returned": ("declare", "received", "pending_review", "returned"),
    "failed": ("declare", "failed"),
    "failed_once": ("declare", "failed", "declare", "received", "approved"),
}


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One certificate of the year: what was filled in by whom and when, and the steps it took."""

    serial: int
    actor: Actor
    begun: datetime
    draft: Draft
    steps: Sequence[year.Step]
    id: UUID = field(default_factory=new_id)

    @property
    def kind(self) -> str:
        """Return its kind in the register."""
        return KIND_OF[self.draft.authority]

    @property
    def approved_at(self) -> datetime | None:
        """Return when it was approved, if it stands so."""
        return self.steps[-1][1] if self.steps and self.steps[-1][0] == "approved" else None


async def enter(actors: Sequence[Actor], firm: Enterprise, calendar: Calendar) -> list[Paper]:
    """Write the certificates of the year, each with its steps; return them in the order in which they were begun."""
    papers = [
        _paper(serial, actors[serial % len(actors)], firm, begun, calendar)
        for serial, begun in enumerate(calendar.moments(CERTIFICATES), 1)
    ]
    for actor in actors:
        for kind in KIND_OF.values():
            own = [paper for paper in papers if paper.actor is actor and paper.kind == kind]
            await documents.create_many(actor, kind, [_begun(paper) for paper in own])
    rows = [_row(paper, firm.id) for paper in papers]
    await CertificateRow.bulk_create(rows)
    await GoodsRow.bulk_create([line for paper in papers for line in _lines(paper)])
    await shelves.count_in((row.enterprise_id, row.authority, row.shelf) for row in rows)
    await add_many(
        (paper.id, role, number) for paper in papers for role, many in numbers_of(paper.draft.form).items()
        for number in many
    )  # fmt: skip
    await year.live((paper.id, paper.kind, paper.actor, paper.steps) for paper in papers)
    return papers


def _paper(serial: int, actor: Actor, firm: Enterprise, begun: datetime, calendar: Calendar) -> Paper:
    filled_in = draft(actor, firm, serial, begun, calendar)
    steps = _STEPS[_end(serial, begun, calendar)]
    lived = year.dated([(step, _HOURS[step]) for step in steps], begun, calendar)
    return Paper(serial=serial, actor=actor, begun=begun, draft=filled_in, steps=lived)


def _end(serial: int, begun: datetime, calendar: Calendar) -> str:
    """Return how far a certificate came: of the last weeks' ones, each authority has some in every status."""
    if calendar.age(begun) > _UNFINISHED:
        return calendar.dice.choice(_ENDS)
    if calendar.age(begun) < _JUST_BEGUN:
        return _FIRST[serial % len(_FIRST)]
    theirs = serial // CCPIT_EVERY
    return _OPEN[(theirs if serial % CCPIT_EVERY == 0 else serial - theirs) % len(_OPEN)]


def _begun(paper: Paper) -> Begun:
    facts = {"certificate_type": paper.draft.type_code, "exporter_code": paper.draft.form.ciq_reg_no}
    return Begun(id=paper.id, number=paper.draft.number, at=paper.begun, facts=facts)


def _row(paper: Paper, owner: UUID) -> CertificateRow:
    form, given = paper.draft.form, paper.draft
    shelf = shelves.shelf_for(given.authority, given.type_code, paper.begun.date())
    return CertificateRow(
        document_id=paper.id,
        enterprise_id=owner,
        authority=given.authority,
        type_code=given.type_code,
        category=given.category.value,
        shelf="voided" if paper.steps and paper.steps[-1][0] == "void" else shelf,
        form=store.dumped(form),
        invoice_no=form.inv_no,
        invoice_date=form.inv_date,
        exporter_name=form.exporter.partition("\n")[0],
        importer_name=form.consignee.partition("\n")[0],
        destination=form.dest_country_name,
        signer=form.signer,
        invoice_amount=form.total_amt,
        currency=form.curr,
        remark="",
        revision=1,
        created_by=paper.actor.person_id,
        created_at=stored(paper.begun),
        updated_at=stored(paper.begun),
        declared_at=next((stored(at) for step, at in paper.steps if step == "declare"), None),
    )


def _lines(paper: Paper) -> Iterator[GoodsRow]:
    for no, goods in enumerate(paper.draft.goods, 1):
        yield GoodsRow(
            id=new_id(), document_id=paper.id, no=no, hs_code=goods.hs_code, filing_no="",
            form=store.dumped(goods),
        )  # fmt: skip
