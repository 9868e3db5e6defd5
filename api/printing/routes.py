"""打印 under /api/v1/prints: the record of a print, and the answer to its question."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from api import problems
from api.paging import Page, Paging, page_of
from api.people import Actor, doors
from api.printing import actions, queries
from api.printing.schemas import AnswerIn, PrintOut, PrintWish, ReasonIn, print_out

router = APIRouter(prefix="/api/v1/prints", tags=["证书打印"], responses=problems.RESPONSES)
Reader = Annotated[Actor, Depends(doors.in_scope("read"))]
Writer = Annotated[Actor, Depends(doors.member)]
One = Annotated[UUID, Path(description="打印标识", examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]


@router.post("", status_code=201, summary="打印证书", operation_id="start_print")
async def start(wish: PrintWish, actor: Writer) -> PrintOut:
    """Write down that an approved certificate goes to a printer (PRINT-27)."""
    return print_out(await actions.start(actor, wish.certificate_id, actions.Wish(wish.part, wish.copies)))


@router.get("/unconfirmed", summary="待确认的打印", operation_id="list_unconfirmed_prints")
async def list_unconfirmed(actor: Reader, asked: Annotated[Paging, Query()]) -> Page[PrintOut]:
    """Return the prints of one's enterprise that nobody has confirmed, oldest first."""
    found, total = await queries.unconfirmed(actor, asked.page, asked.size)
    return page_of([print_out(each) for each in found], asked, total)


@router.get("/{print_id}", summary="打印详情", operation_id="get_print")
async def get(print_id: One, actor: Reader) -> PrintOut:
    """Return one print."""
    return print_out(await queries.read(actor, print_id))


@router.post("/{print_id}/end", summary="打印任务结束", operation_id="end_print")
async def end(print_id: One, actor: Writer) -> PrintOut:
    """Say that the printer has ended its job: from now on the question stands."""
    return print_out(await actions.job_ended(actor, print_id))


@router.put("/{print_id}/answer", summary="确认打印结果", operation_id="answer_print")
async def answer(print_id: One, wish: AnswerIn, actor: Writer) -> PrintOut:
    """Take 是 or 否, and tell the authority (PRINT-28, PRINT-29)."""
    return print_out(await actions.answer(actor, print_id, actions.Answer(wish.printed, wish.reason or "")))


@router.put("/{print_id}/reason", summary="打印异常原因", operation_id="explain_print")
async def explain(print_id: One, wish: ReasonIn, actor: Writer) -> PrintOut:
    """Keep why it did not come out."""
    return print_out(await actions.explain(actor, print_id, wish.reason))
