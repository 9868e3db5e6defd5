"""许可证 under /api/v1/licences: filed elsewhere, followed here (X-12)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api import documents, problems
from api.documents import Wanted
from api.documents.schemas import step_out
from api.licences import schemas
from api.licences.kinds import LICENCE
from api.licences.schemas import LicenceDetail, LicenceOut
from api.paging import Page, page_of
from api.people import Actor, doors

router = APIRouter(prefix="/api/v1/licences", tags=["许可证"], responses=problems.RESPONSES)
Reader = Annotated[Actor, Depends(doors.in_scope("read"))]
Number = Annotated[str, Path(min_length=1, max_length=64, description="许可证号", examples=["XK20260001"])]


@router.get("", summary="许可证查询", operation_id="list_licences")
async def list_all(actor: Reader, asked: Annotated[schemas.Asked, Query()]) -> Page[LicenceOut]:
    """Return the licences of one's enterprise, newest first."""
    statuses = [asked.status] if asked.status else []
    wanted = Wanted(kinds=[LICENCE.name], statuses=statuses, number=asked.number)
    found, total = await documents.page(actor, wanted, asked.page, asked.size)
    return page_of([schemas.licence_out(each) for each in found], asked, total)


@router.get("/{number:path}", summary="许可证", operation_id="get_licence")
async def get(number: Number, actor: Reader) -> LicenceDetail:
    """Return the licence of that number, with what each of its receipts said."""
    found = await documents.find(actor, number, LICENCE.name)
    history = [step_out(step) for step in await documents.history(actor, found.id)]
    return LicenceDetail(**schemas.licence_out(found).model_dump(), history=history)
