"""代理报关委托 under /api/v1/consignments: sent elsewhere, followed here."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api import documents, problems
from api.consignments import schemas
from api.consignments.kinds import CONSIGNMENT
from api.consignments.schemas import ConsignmentDetail, ConsignmentOut
from api.documents import Wanted
from api.documents.schemas import step_out
from api.paging import Page, page_of
from api.people import Actor, doors

router = APIRouter(prefix="/api/v1/consignments", tags=["代理报关委托"], responses=problems.RESPONSES)
Reader = Annotated[Actor, Depends(doors.in_scope("read"))]
Number = Annotated[str, Path(min_length=1, max_length=64, description="委托编号", examples=["WT2026000001"])]


@router.get("", summary="代理报关委托查询", operation_id="list_consignments")
async def list_all(actor: Reader, asked: Annotated[schemas.Asked, Query()]) -> Page[ConsignmentOut]:
    """Return the consignments of one's enterprise, newest first."""
    statuses = [asked.status] if asked.status else []
    wanted = Wanted(kinds=[CONSIGNMENT.name], statuses=statuses, number=asked.number)
    found, total = await documents.page(actor, wanted, asked.page, asked.size)
    return page_of([schemas.consignment_out(each) for each in found], asked, total)


@router.get("/{number:path}", summary="代理报关委托", operation_id="get_consignment")
async def get(number: Number, actor: Reader) -> ConsignmentDetail:
    """Return the consignment of that number, with what each of its receipts said."""
    found = await documents.find(actor, number, CONSIGNMENT.name)
    history = [step_out(step) for step in await documents.history(actor, found.id)]
    return ConsignmentDetail(**schemas.consignment_out(found).model_dump(), history=history)
