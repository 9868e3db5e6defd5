"""享惠受阻协调 under /api/v1/coordinations."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from api import problems
from api.coordination import actions, queries, schemas
from api.coordination.form import FormOut, form_for
from api.coordination.refusals import SUBMITTED
from api.coordination.schemas import AttachmentIn, DetailOut, DoneOut, FormIn, ItemOut, RemovedOut
from api.coordination.vocabulary import Slot
from api.paging import Page, page_of
from api.people import Actor, doors

router = APIRouter(prefix="/api/v1/coordinations", tags=["享惠受阻协调"], responses=problems.RESPONSES)
Reader = Annotated[Actor, Depends(doors.in_scope("read"))]
Writer = Annotated[Actor, Depends(doors.member)]
One = Annotated[UUID, Path(description="协调单标识", examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
Place = Annotated[Slot, Path(description="附件栏", examples=["certificate"])]


@router.get("/form", summary="享惠受阻协调申请：空白表单", operation_id="coordination_form")
async def form(actor: Reader) -> FormOut:
    """Return the four types, the boxes, the slots and the hints of the form, filled in as far as the house knows."""
    return await form_for(actor)


@router.get("", summary="享惠受阻协调查询", operation_id="list_coordinations")
async def list_all(actor: Reader, asked: Annotated[schemas.Asked, Query()]) -> Page[ItemOut]:
    """Return the applications of one's enterprise, newest first, by seven conditions (COORD-36)."""
    wanted = queries.Wanted(**asked.model_dump(exclude={"page", "size"}, exclude_none=True))
    found, total = await queries.page(actor, wanted, asked.page, asked.size)
    return page_of([schemas.item_out(each) for each in found], asked, total)


@router.post("", status_code=201, summary="新建并暂存", operation_id="create_coordination")
async def create(wish: FormIn, actor: Writer) -> DoneOut:
    """Keep a new application; with an empty box that fails (COORD-29)."""
    made = await actions.save(actor, wish.form)
    return await _done(actor, made.id, "暂存成功")


@router.get("/{coordination_id}", summary="协调单详情", operation_id="get_coordination")
async def get(coordination_id: One, actor: Reader) -> DetailOut:
    """Return one application with its attachments, and what may be done about it now (COORD-37)."""
    return schemas.detail_out(await queries.read(actor, coordination_id))


@router.put("/{coordination_id}", summary="修改并暂存", operation_id="save_coordination")
async def save(coordination_id: One, wish: FormIn, actor: Writer) -> DoneOut:
    """Keep a changed application, in 暂存, 已撤回, 海关接收失败 or 退回 (COORD-38)."""
    await actions.save(actor, wish.form, coordination_id)
    return await _done(actor, coordination_id, "暂存成功")


@router.post("/{coordination_id}/submission", summary="提交", operation_id="submit_coordination")
async def submit(coordination_id: One, actor: Writer) -> DoneOut:
    """Send it to the customs (COORD-31)."""
    await actions.submit(actor, coordination_id)
    return await _done(actor, coordination_id, SUBMITTED)


@router.post("/{coordination_id}/withdrawal", summary="撤回", operation_id="withdraw_coordination")
async def withdraw(coordination_id: One, actor: Writer) -> DoneOut:
    """Take it back from 待办, if the customs were not quicker (COORD-42)."""
    made = await actions.withdraw(actor, coordination_id)
    return await _done(actor, coordination_id, f"已撤回 {made.number}。")


@router.delete("/{coordination_id}", summary="删除", operation_id="remove_coordination")
async def remove(coordination_id: One, actor: Writer) -> RemovedOut:
    """Delete it, in 暂存, 已撤回 or 退回 (COORD-40, COORD-41)."""
    await actions.remove(actor, coordination_id)
    return RemovedOut(sentence="已删除。")


@router.put("/{coordination_id}/attachments/{slot}", summary="上传到附件栏", operation_id="attach_to_coordination")
async def attach(coordination_id: One, slot: Place, wish: AttachmentIn, actor: Writer) -> DoneOut:
    """Put an uploaded file into one of the four slots (COORD-26)."""
    await actions.attach(actor, coordination_id, slot, wish.file_id)
    return await _done(actor, coordination_id, "上传成功")


@router.delete("/{coordination_id}/attachments/{slot}", summary="删除附件", operation_id="detach_from_coordination")
async def detach(coordination_id: One, slot: Place, actor: Writer) -> DoneOut:
    """Empty a slot (COORD-26)."""
    await actions.detach(actor, coordination_id, slot)
    return await _done(actor, coordination_id, "附件已删除")


async def _done(actor: Actor, document_id: UUID, sentence: str) -> DoneOut:
    detail = schemas.detail_out(await queries.read(actor, document_id))
    return DoneOut(sentence=sentence, coordination=detail)
