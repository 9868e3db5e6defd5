"""The delivery log under /api/v1/deliveries, and the door where providers report."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from api import problems
from api.paging import Page, page_of
from api.people import doors
from api.people.actor import Actor
from api.pushlog import actions, queries, schemas

router = APIRouter(tags=["推送记录"], responses=problems.RESPONSES)
Reader = Annotated[Actor, Depends(doors.reader)]
Decider = Annotated[Actor, Depends(doors.decider)]


@router.get("/api/v1/deliveries", summary="推送记录", operation_id="list_deliveries")
async def list_deliveries(actor: Reader, asked: Annotated[schemas.Asked, Query()]) -> Page[schemas.DeliveryOut]:
    """Return what was sent, newest first: one's own, as 管理员 the enterprise's, as the operator everybody's."""
    lines, total = await queries.deliveries(actor, asked.wanted(), offset=asked.offset, limit=asked.size)
    return page_of([schemas.delivery_out(line) for line in lines], asked, total)


@router.get("/api/v1/deliveries/{delivery_id}", summary="一条推送的经过", operation_id="get_delivery")
async def get_delivery(delivery_id: UUID, actor: Reader) -> schemas.StoryOut:
    """Return one delivery with each attempt, and what the provider said."""
    return schemas.story_out(await queries.story(actor, delivery_id))


@router.post(
    "/api/v1/deliveries/{delivery_id}/replay", status_code=202, summary="重新发送", operation_id="replay_delivery"
)
async def replay(delivery_id: UUID, actor: Decider) -> schemas.Replayed:
    """Send one again that is dead, failed or uncertain."""
    await actions.replay(actor, delivery_id)
    return schemas.Replayed(replayed=1)


@router.post("/api/v1/deliveries/replay", status_code=202, summary="批量重新发送", operation_id="replay_deliveries")
async def replay_matching(wish: schemas.Filter, actor: Decider) -> schemas.Replayed:
    """Send again whatever was given up and matches, at most a thousand, the oldest first."""
    return schemas.Replayed(replayed=await actions.replay_matching(actor, wish.wanted()))


@router.api_route(
    "/arrivals/{provider}", methods=["GET", "POST"], summary="短信服务商的送达回执", include_in_schema=False
)
async def arrivals(provider: str, request: Request) -> Response:
    """Take a provider's report (Kannel calls by GET); the key in its address proves who calls (threat 18)."""
    answer: Any = await actions.take_reports(provider, request.query_params, await request.body())
    return JSONResponse(answer) if answer is not None else Response()
