"""The pages of 四眼 (ux.md M13): what waits for a second person, one of them as it stands now, 同意 and 不同意.

They call what the chat and the API call: rights are read again, and each request ends once, whoever comes first.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api import approvals, problems
from api.approvals.acts import Act, Matter, Sight
from api.approvals.notices import PAGES, RESULTS
from api.paging import LAST_PAGE
from api.people import memberships
from api.people.actor import Actor
from api.portal.rendering import page, refused
from api.portal.visiting import Visitor, to_sign_in
from kit.refusals import Refusal, unknown

router = APIRouter(include_in_schema=False)
_SHOWN: Final = 20
_SEE_OTHER: Final = 303
_LABELS: Final = {**RESULTS, "open": "待同意", "cancelled": "申请人已取消"}
_MARKS: Final = {"open": "waiting", "done": "good", "failed": "bad", "refused": "bad"}
_ONE: Final = f"{PAGES}/{{request_id:uuid}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A request as its pages show it, with who asked."""

    request: approvals.Request
    label: str
    who: str

    @property
    def state(self) -> str:
        """Return how it stands, in words."""
        return _LABELS[self.request.standing]

    @property
    def mark(self) -> str:
        """Return the colour of its state."""
        return _MARKS.get(self.request.standing, "undone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One document of a request: as it was when that was asked, as it stands now, and why it was not done.

    `boxes` are what its picture says, `picture` is where that is; both empty where there is nothing to be seen.
    """

    number: str
    then: str
    now: str
    result: str
    boxes: Sequence[tuple[str, str]] = ()
    picture: str = ""


@router.get(PAGES)
async def show_all(request: Request, actor: Visitor, page: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1) -> Response:
    """Show the requests of one's enterprise, the newest first."""
    if actor is None:
        return to_sign_in(request)
    return await _list(actor, page)


@router.get(_ONE)
async def show(request: Request, request_id: UUID, actor: Visitor) -> Response:
    """Show one request, each document of it as it stands now."""
    if actor is None:
        return to_sign_in(request)
    try:
        return await _page(actor, request_id)
    except Refusal as refusal:
        return refused(refusal)


@router.get(f"{_ONE}/{{document_id:uuid}}.png")
async def picture(request: Request, request_id: UUID, document_id: UUID, actor: Visitor) -> Response:
    """Show the picture of one document of an open request, as it stands now."""
    if actor is None:
        return to_sign_in(request)
    try:
        found = await approvals.get(actor, request_id)
        act = approvals.act_of(found.act)
        asked = {each.document_id for each in found.matters} if found.standing == "open" else set()
        if act.show is None or document_id not in asked:
            raise unknown()
        sight = await act.show(actor, document_id)
    except Refusal as refusal:
        return refused(refusal)
    return Response(await sight.draw(), media_type="image/png")


@router.post(f"{_ONE}/consent")
async def consent(request: Request, request_id: UUID, actor: Visitor) -> Response:
    """同意: it is done at once."""
    return await _decided(request, request_id, actor, _consent)


@router.post(f"{_ONE}/refusal")
async def refuse(
    request: Request, request_id: UUID, actor: Visitor, note: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """不同意, with the reason: nothing is done."""

    async def deed(who: Actor, which: UUID) -> object:
        _require_decider(who)
        return await approvals.refuse(who, which, note.strip())

    return await _decided(request, request_id, actor, deed)


@router.post(f"{_ONE}/cancellation")
async def cancel(request: Request, request_id: UUID, actor: Visitor) -> Response:
    """取消申请, by who asked."""
    return await _decided(request, request_id, actor, approvals.cancel)


async def _consent(actor: Actor, request_id: UUID) -> object:
    _require_decider(actor)
    return await approvals.consent(actor, request_id)


def _require_decider(actor: Actor) -> None:
    """Ask for the second factor where a password opened the session; WeChat decides here as it does in the chat."""
    if not actor.by_chat:
        memberships.require_admin(actor)


async def _decided(
    request: Request, request_id: UUID, actor: Actor | None, deed: Callable[[Actor, UUID], Awaitable[object]]
) -> Response:
    """Do it and show how it stands then; why not stands above the request."""
    if actor is None:
        return to_sign_in(request)
    try:
        await deed(actor, request_id)
    except Refusal as refusal:
        return await _refused(actor, request_id, refusal)
    return RedirectResponse(f"{PAGES}/{request_id}", _SEE_OTHER)


async def _refused(actor: Actor, request_id: UUID, why: Refusal) -> Response:
    try:
        return await _page(actor, request_id, fault=why.sentence, status=problems.STATUS[why.kind])
    except Refusal as refusal:
        return refused(refusal)


async def _list(actor: Actor, place: int) -> Response:
    found, total = await approvals.page(actor, _SHOWN, (place - 1) * _SHOWN)
    rows = [await _shown(each) for each in found]
    return page("approvals.html", rows=rows, total=total, place=place, more=total > place * _SHOWN)


async def _page(actor: Actor, request_id: UUID, *, fault: str = "", status: int = 200) -> Response:
    found = await approvals.get(actor, request_id)
    is_open, own = found.standing == "open", found.requester_id == actor.person_id
    return page(
        "approval.html",
        status,
        shown=await _shown(found),
        lines=await _lines(actor, found),
        decider=await approvals.name_of(found.decider_id) if found.decider_id else "",
        may_decide=is_open and actor.is_admin and not own,
        may_cancel=is_open and own,
        fault=fault,
    )


async def _shown(found: approvals.Request) -> Shown:
    who = await approvals.name_of(found.requester_id)
    return Shown(request=found, label=approvals.act_of(found.act).label, who=who)


async def _lines(actor: Actor, found: approvals.Request) -> Sequence[Line]:
    act, results = approvals.act_of(found.act), [*found.results, *[""] * len(found.matters)]
    shown = zip(found.matters, results, strict=False)
    if found.standing != "open":
        return [Line(number=each.number, then=each.says, now="", result=result) for each, result in shown]
    return [await _open_line(actor, found, act, each) for each, _ in shown]


async def _open_line(actor: Actor, found: approvals.Request, act: Act, matter: Matter) -> Line:
    now, sight = await _now(actor, act, matter), await _sight(actor, act, matter)
    if sight is None:
        return Line(number=matter.number, then=matter.says, now=now, result="")
    where = f"{approvals.page_of(found)}/{matter.document_id}.png"
    return Line(number=matter.number, then=matter.says, now=now, result="", boxes=sight.boxes, picture=where)


async def _sight(actor: Actor, act: Act, matter: Matter) -> Sight | None:
    try:
        return await act.show(actor, matter.document_id) if act.show else None
    except Refusal:
        return None


async def _now(actor: Actor, act: Act, matter: Matter) -> str:
    """Return what changed since it was asked for: how it is now, or why it could not be done; empty: nothing."""
    try:
        seen = await act.look(actor, matter.document_id)
    except Refusal as refusal:
        return refusal.sentence
    return "" if seen.since == matter.since else f"申请之后变动过：{seen.says}"
