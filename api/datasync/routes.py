"""数据同步 under /api/v1/datasync."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from api import problems
from api.datasync import actions, queries, schemas, words
from api.datasync.words import SyncKind
from api.paging import Page, page_of
from api.people import doors
from api.people.actor import Actor

router = APIRouter(prefix="/api/v1/datasync", tags=["数据同步"], responses=problems.RESPONSES)
Member = Annotated[Actor, Depends(doors.member)]
Kind = Annotated[SyncKind, Path(description="企业信息、商品备案", examples=["company"])]


@router.get("", summary="同步列表", operation_id="list_syncs")
async def list_syncs(actor: Member, asked: Annotated[schemas.Asked, Query()]) -> Page[schemas.SyncLine]:
    """Return 同步历史信息 of one's enterprise, newest first; ask again for 刷新."""
    rows, total = await queries.page(actor, asked.kind, asked.page, asked.size)
    items = [schemas.sync_line(row, no) for no, row in enumerate(rows, asked.offset + 1)]
    return page_of(items, asked, total)


@router.get("/choices", summary="数据同步页面说明", operation_id="sync_choices")
async def choices(_actor: Member) -> schemas.Choices:
    """Return buttons, captions, columns and hints."""
    return schemas.choices()


@router.get("/{sync_id}", summary="同步详情", operation_id="get_sync")
async def get(sync_id: UUID, actor: Member) -> schemas.SyncOut:
    """Return one synchronisation with what it changed."""
    return schemas.sync_out(await queries.read(actor, sync_id))


@router.post("/{kind}", status_code=201, summary="新增同步", operation_id="request_sync")
async def request(kind: Kind, actor: Member) -> schemas.Requested:
    """Ask CCPIT; one of a kind runs at a time, and its result comes later and is pushed."""
    begun = await actions.request(actor, kind)
    return schemas.Requested(message=words.REQUESTED[kind], sync=schemas.sync_out(begun))
