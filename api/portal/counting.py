"""The page 统计: a month of one's enterprise's certificates, as the chat's picture has it (ux.md M11)."""

import re
from datetime import date, datetime, time
from typing import Final

from fastapi import APIRouter, Request, Response

from api import people, statistics
from api.people.actor import Actor
from api.portal.rendering import page, refused
from api.portal.visiting import Visitor, to_sign_in
from api.statistics import Heading
from kit.clock import SHANGHAI, in_shanghai, now
from kit.refusals import Refusal

router = APIRouter(include_in_schema=False)
_MONTHS: Final = 6
_MONTH: Final = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])", re.ASCII)
_YEAR: Final = 12


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
    firm = (await people.enterprise(actor)).name
    months = [_moved(first, -back) for back in range(_MONTHS - 1, -1, -1)]
    moment = now()
    spans = [(_begin(each), min(_begin(_moved(each, 1)), moment)) for each in months]
    begun, length = _begin(_moved(first, -1)), spans[-1][1] - spans[-1][0]
    found = await statistics.figures(actor, spans[-1], (begun, min(begun + length, spans[-1][0])), spans)
    heading = Heading(
        firm=firm,
        period=f"{first.year}年{first.month}月",
        compared="上月同期",
        months=[f"{each.month}月" for each in months],
    )
    later = _moved(first, 1)
    return page(
        "stats.html",
        card=await statistics.card_of(actor, heading, found),
        earlier=f"{_moved(first, -1):%Y-%m}",
        later=f"{later:%Y-%m}" if _begin(later) <= moment else "",
    )


def _chosen(month: str, today: date) -> date:
    this = today.replace(day=1)
    return min(date.fromisoformat(f"{month}-01"), this) if _MONTH.fullmatch(month) else this


def _moved(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, _YEAR)
    return date(first.year + years, month + 1, 1)


def _begin(first: date) -> datetime:
    return datetime.combine(first, time(), SHANGHAI)
