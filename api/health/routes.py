"""What a supervisor and an operator ask: do we live, are we ready, and how are we doing (R-18)."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from api import problems
from api.people import clients, doors
from kit import metrics, migrating
from kit.refusals import Weather, unknown

router = APIRouter(tags=["运行"], responses={404: problems.RESPONSES[404], 503: problems.RESPONSES[503]})


class Health(BaseModel):
    """That all is well."""

    status: str = Field(examples=["ok"])


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
