"""操作日志 of one's enterprise, and for who runs the site whether the trail is whole."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from api.paging import Page, Paging, page_of
from api.people import audit, doors
from api.people.actor import Actor
from api.people.audit import reading
from api.people.schemas import EnterpriseId
from api.wire import GivenFrom, GivenUntil, Moment

router = APIRouter(tags=["操作日志"])


class AskedAudit(Paging):
    """Which stretch of the trail, and a page, as query parameters."""

    model_config = ConfigDict(extra="forbid")

    since: GivenFrom | None = Field(None, description="从何时起：日期或时间")
    until: GivenUntil | None = Field(None, description="到何时为止：日期（含当天）或时间（不含）")


class AuditLine(BaseModel):
    """One deed: who, what, about what, with which result."""

    model_config = ConfigDict(from_attributes=True)

    id: EnterpriseId
    at: Moment
    who: str = Field(description="操作人，系统自动办理的为“系统”", examples=["高永欣"])
    door: str = Field(description="从哪里办理", examples=["http"])
    action: str = Field(examples=["party.create"])
    action_label: str = Field(examples=["基础资料：新增"])
    target: str = Field(description="办理对象的编号，已掩码", examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])
    result: str = Field(examples=["done"])


class FlawOut(BaseModel):
    """One thing that is wrong with the trail."""

    model_config = ConfigDict(from_attributes=True)

    seq: int | None = Field(description="第几条", examples=[17])
    id: str = Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])
    sentence: str = Field(examples=["第17条被改动。"])


class TrailOut(BaseModel):
    """Whether the audit trail is whole; at most a hundred flaws are told."""

    whole: bool
    lines: int = Field(description="核对了多少条", examples=[1024])
    flaws: list[FlawOut]


@router.get("/audit", summary="操作日志", operation_id="list_audit")
async def list_lines(
    actor: Annotated[Actor, Depends(doors.manager)], asked: Annotated[AskedAudit, Query()]
) -> Page[AuditLine]:
    """Return what was done in one's enterprise, newest first; for its 管理员."""
    within = reading.Within(asked.since, asked.until)
    found, total = await reading.page(actor, asked.page, asked.size, within)
    return page_of([AuditLine.model_validate(each) for each in found], asked, total)


@router.get("/audit/verification", summary="核对操作日志", operation_id="verify_audit")
async def verify(_operator: Annotated[Actor, Depends(doors.operator)]) -> TrailOut:
    """Hold the whole trail against its chain; for who runs the site."""
    found = await audit.verify()
    flaws = [FlawOut.model_validate(each) for each in found.flaws]
    return TrailOut(whole=not flaws, lines=found.lines, flaws=flaws)
