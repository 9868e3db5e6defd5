"""The page 统计: a month of one's enterprise's certificates, as the chat's picture has it (ux.md M11)."""

import re
from datetime import date
from typing import Final

from fastapi import APIRouter, Request, Response

from api import statistics
from api.people.actor import Actor
from api.portal.rendering import page, refused
from api.portal.visiting import Visitor, to_sign_in
from api.statistics import begin, moved
from kit.clock import in_shanghai, now
from kit.refusals import Refusal

router = APIRouter(include_in_schema=False)
_MONTH: Final = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])", re.ASCII)


@router.get("/h5/stats")
async def show(request: Request, actor: Visitor, month: str = "") -> Response:
    """Show the figures of a month, this one unless another is named that has begun."""
    if actor is None:
        return to_sign_in(request)
    try:
        return await _page(actor, _chosen(month, in_shanghai(now()).date()))
    except Refusal as refusal:
        return refused(refusal)


async def _page(actor: Actor, first: date) -> Response:
    moment, later = now(), moved(first, 1)
    span = statistics.month(first, moment)
    return page(
        "stats.html",
        card=await statistics.card_for(actor, span, await statistics.figures_of(actor, span)),
        earlier=f"{moved(first, -1):%Y-%m}",
        later=f"{later:%Y-%m}" if begin(later) <= moment else "",
    )


def _chosen(month: str, today: date) -> date:
    this = today.replace(day=1)
    return min(date.fromisoformat(f"{month}-01"), this) if _MONTH.fullmatch(month) else this
