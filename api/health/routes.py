"""What a supervisor and an operator ask: do we live, are we ready, and how are we doing (R-18)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api import problems
from api.exchange import alerts
from api.health import refusals
from api.health.schemas import AlertOut, Asked, Health, alert_out
from api.paging import Page, page_of
from api.people import audit, clients, doors
from api.people.actor import Actor
from kit import database, metrics, migrating
from kit.refusals import Weather, unknown

Operator = Annotated[Actor, Depends(doors.operator)]
router = APIRouter(tags=["运行"], responses={404: problems.RESPONSES[404], 503: problems.RESPONSES[503]})


@router.get("/healthz", summary="进程是否活着", operation_id="health")
async def healthz() -> Health:
    """Answer as long as the process does; asks nobody else."""
    return Health(status="ok")


@router.get("/readyz", summary="是否可以接收请求", operation_id="readiness")
async def readyz() -> Health:
    """Answer once the database is within reach and its schema is ours; else 503."""
    if await migrating.pending():
        raise Weather("the schema is behind: run `huizhi migrate`")
    return Health(status="ok")


@router.get("/metrics", summary="运行指标", operation_id="metrics", include_in_schema=False)
async def exposition(request: Request) -> Response:
    """Answer this machine, and who brings the operator's token; to others there is no such place."""
    if not clients.is_on_this_machine(request) and not doors.is_operator(request):
        raise unknown()
    return Response(metrics.exposition(), media_type="text/plain; version=0.0.4")


@router.get("/api/v1/alerts", summary="待处理的提醒", operation_id="list_alerts", responses=problems.RESPONSES)
async def list_alerts(_operator: Operator, asked: Annotated[Asked, Query()]) -> Page[AlertOut]:
    """Return what the operator must look at, the latest first."""
    found, total = await alerts.listed(asked.wanted(), offset=asked.offset, limit=asked.size)
    return page_of([alert_out(each) for each in found], asked, total)


@router.post(
    "/api/v1/alerts/{alert_id}/acknowledge",
    status_code=204,
    summary="确认提醒",
    operation_id="acknowledge_alert",
    responses=problems.RESPONSES,
)
async def acknowledge(alert_id: UUID, operator: Operator) -> None:
    """Close an alert; the same case will open a new one."""
    async with database.transaction():
        if not await alerts.acknowledge(alert_id):
            raise refusals.unknown_alert()
        await audit.record(operator, "alert.acknowledge", alert_id)
