"""The page 状态推送: channel, way and content are chosen in turn, and what one follows stands below (PUSH-01)."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api import following, problems
from api.following import vocabulary
from api.following.listing import Done
from api.people.actor import Actor
from api.portal import noticing
from api.portal.rendering import page
from api.portal.visiting import Visitor, to_sign_in
from kit.refusals import Refusal
from subscriptions.topics import DOCUMENT, ENTERPRISE, EVERYTHING

router = APIRouter(include_in_schema=False)
_SHOWN: Final = 50
_CONTENTS: Final = [each for each in vocabulary.nodes() if not each.parts]


@router.get("/h5/push")
async def show(request: Request, actor: Visitor) -> Response:
    """Show what can be chosen, and what one follows."""
    return to_sign_in(request) if actor is None else await _page(actor)


@router.post("/h5/push")
async def follow(
    request: Request,
    actor: Visitor,
    level: Annotated[str, Form(max_length=16)] = "",
    number: Annotated[str, Form(max_length=64)] = "",
    channel: Annotated[list[str], Form()] = [],  # noqa: B006 — read only
    content: Annotated[list[str], Form()] = [],  # noqa: B006
) -> Response:
    """Follow what was chosen; what is missing or not allowed stands beside the form."""
    if actor is None:
        return to_sign_in(request)
    try:
        done = await _followed(actor, level, number, channel, content)
    except Refusal as refusal:
        return await _page(actor, fault=refusal.sentence, status=problems.STATUS[refusal.kind])
    return await _page(actor, said=done.sentence)


@router.post("/h5/push/cancellation")
async def cancel(request: Request, actor: Visitor, id: Annotated[UUID, Form()]) -> Response:  # noqa: A002 — the field
    """Cancel one of one's subscriptions."""
    if actor is None:
        return to_sign_in(request)
    try:
        done = await following.cancel(actor, [id])
    except Refusal as refusal:
        return await _page(actor, fault=refusal.sentence, status=problems.STATUS[refusal.kind])
    return await _page(actor, said=done.sentence)


async def _followed(actor: Actor, level: str, number: str, channels: Sequence[str], contents: Sequence[str]) -> Done:
    if level == DOCUMENT:
        where = contents[0] if len(contents) == 1 else EVERYTHING
        return await following.follow_document(actor, number, channels, content=where)
    if level == ENTERPRISE:
        return await following.follow_enterprise(actor, contents, channels)
    return await following.follow_person(actor, contents, channels)


async def _page(actor: Actor, *, said: str = "", fault: str = "", status: int = 200) -> Response:
    lines, total = await following.page(actor, following.Wanted(size=_SHOWN))
    return page(
        "push.html",
        status,
        said=said,
        fault=fault,
        hint=vocabulary.HINT,
        channels=await following.channels(actor),
        levels=[(name, label, vocabulary.LEVEL_HINTS[name]) for name, label in vocabulary.LEVEL_LABELS.items()],
        tree=vocabulary.TREE,
        contents=_CONTENTS,
        lines=lines,
        more=total - len(lines),
        empty=vocabulary.EMPTY,
        notices=noticing.is_offered(),
    )
