"""The page 待补录: a row for each certificate that waits for its 报关单号, filled in together (ux.md M8, SUPP-10…15).

Each row is sent by itself, as the dialog sends it: what is refused stays as it was typed, with the reason beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api import overview
from api.certificates.numbers import type_code, type_name
from api.declarations import backfill
from api.declarations.backfill import Wish
from api.declarations.backfill.actions import AUTHORITY_OF
from api.declarations.backfill.refusals import HINT
from api.overview import Found
from api.paging import LAST_PAGE
from api.people.actor import Actor
from api.portal.rendering import page, refused
from api.portal.visiting import Visitor, to_sign_in
from api.reminders import days
from kit.clock import now
from kit.refusals import Refusal

router = APIRouter(include_in_schema=False)
PATH: Final = "/h5/supp"
_SHOWN: Final = 20
_NO: Final = "0"
_MARKS: Final = {"": "idle", "7": "waiting", "15": "waiting", "30": "bad"}
Place = Annotated[int, Query(ge=1, le=LAST_PAGE)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One row as it was typed; `anyway` are the numbers that were to be sent although they look wrong."""

    certificate_id: UUID
    number: str
    exported: bool = True
    numbers: str = ""
    anyway: str = ""
    fault: str = ""
    doubtful: bool = False

    @property
    def filled(self) -> bool:
        """Tell whether anything was said of this certificate."""
        return bool(self.numbers) or not self.exported


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A certificate that waits, with what stands in its boxes; `stage` is the mark of M8 that it has reached."""

    found: Found
    typed: Typed
    type_name: str
    waited: int
    stage: str

    @property
    def mark(self) -> str:
        """Return the colour of its age."""
        return _MARKS[self.stage]


@router.get(PATH)
async def show(request: Request, actor: Visitor, page: Place = 1) -> Response:
    """Show what waits, longest first."""
    if actor is None:
        return to_sign_in(request)
    try:
        return await _page(actor, page, {})
    except Refusal as refusal:
        return refused(refusal)


@router.post(PATH)
async def submit(request: Request, actor: Visitor, page: Place = 1) -> Response:
    """Send each row that was filled in; those that were refused stand there again, with the reason."""
    if actor is None:
        return to_sign_in(request)
    form = await request.form()
    rows = _read({name: value for name, value in form.items() if isinstance(value, str)})
    told = [await _sent(actor, each) for each in rows]
    left = {each.certificate_id: each for each in told if each.filled}
    try:
        return await _page(actor, page, left, sum(each.filled for each in rows) - len(left))
    except Refusal as refusal:
        return refused(refusal)


def _read(form: Mapping[str, str]) -> list[Typed]:
    """Return the rows of a form; their fields are named by the certificate's id, and what is none is left out."""
    return [
        Typed(
            certificate_id=UUID(id_),
            number=number,
            exported=form.get(f"exported {id_}") != _NO,
            numbers=form.get(f"numbers {id_}", "").strip(),
            anyway=form.get(f"anyway {id_}", ""),
        )
        for name, number in list(form.items())[: 4 * _SHOWN]
        if (id_ := _id(name))
    ]


def _id(name: str) -> str:
    kind, _, id_ = name.partition(" ")
    try:
        return str(UUID(id_)) if kind == "row" else ""
    except ValueError:
        return ""


async def _sent(actor: Actor, typed: Typed) -> Typed:
    """Send a row, and return what is left to do about it: nothing, or the same words with the reason."""
    if not typed.filled:
        return typed
    wish = Wish(exported=typed.exported, numbers=typed.numbers, confirmed=typed.anyway == typed.numbers != "")
    try:
        await backfill.submit(actor, typed.certificate_id, wish)
    except Refusal as refusal:
        return _with(typed, refusal)
    return Typed(certificate_id=typed.certificate_id, number=typed.number)


def _with(typed: Typed, refusal: Refusal) -> Typed:
    return replace(typed, fault=refusal.sentence, doubtful=refusal.code == "numbers_doubtful")


async def _page(actor: Actor, place: int, left: Mapping[UUID, Typed], sent: int = 0) -> Response:
    found, total = await overview.owing(actor, "backfill", place, _SHOWN)
    rows = await _rows(actor, found, left)
    shown = {row.found.document_id for row in rows}
    return page(
        "supp.html",
        422 if left else 200,
        rows=rows,
        total=total,
        sent=sent,
        elsewhere=[each for id_, each in left.items() if id_ not in shown],
        place=place,
        more=total > place * _SHOWN,
        hint=HINT,
    )


async def _rows(actor: Actor, found: Sequence[Found], left: Mapping[UUID, Typed]) -> list[Row]:
    kept = await backfill.kept(actor, [each.document_id for each in found])
    return [_row(each, left.get(each.document_id) or _typed(each, kept.get(each.document_id))) for each in found]


def _typed(found: Found, kept: backfill.Backfill | None) -> Typed:
    """Return what was typed before and not sent, or nothing."""
    exported, numbers = (kept.exported, kept.numbers) if kept else (True, "")
    return Typed(certificate_id=found.document_id, number=found.number, exported=exported, numbers=numbers)


def _row(found: Found, typed: Typed) -> Row:
    today, since = days.day_of(now()), days.day_of(found.since or found.status_at)
    code = found.type_code or type_code(found.number)
    return Row(
        found=found,
        typed=typed,
        type_name=type_name(AUTHORITY_OF[found.kind], code),
        waited=days.age(today, since),
        stage=days.ageing(today, since),
    )
