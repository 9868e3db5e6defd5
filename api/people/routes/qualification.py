"""我的资质 and 用户备案: the CCPIT 备案 by its two entries (USER-13), and the 手签员."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.people import doors, forms, qualifying
from api.people.actor import Actor
from api.people.qualifying import Filing

router = APIRouter(tags=["资质备案"])
Manager = Annotated[Actor, Depends(doors.manager)]
Reader = Annotated[Actor, Depends(doors.in_scope("read"))]


@router.get("/qualification", summary="我的资质", operation_id="get_qualification")
async def get(actor: Reader) -> forms.QualificationOut:
    """Return where the enterprise's 备案 stands, what is missing, and how to fill it in."""
    return forms.qualification_out(await qualifying.qualification(actor))


@router.put("/qualification", summary="我的资质备案", operation_id="file_qualification")
async def file(wish: forms.QualificationForm, actor: Manager) -> forms.QualificationOut:
    """Enter the 备案 from 【用户管理】-【我的资质】."""
    return await _filed(wish, actor)


@router.post("/filing-numbers", summary="备案号导入", operation_id="import_filing_number")
async def import_number(wish: forms.QualificationForm, actor: Manager) -> forms.QualificationOut:
    """Enter the same 备案 from 【用户备案】-【备案号导入】 of the CCPIT system."""
    return await _filed(wish, actor)


async def _filed(wish: forms.QualificationForm, actor: Actor) -> forms.QualificationOut:
    filing = Filing(wish.ccpit_office, wish.ccpit_code, wish.signatories)
    return forms.qualification_out(await qualifying.file_qualification(actor, filing))


@router.get("/signatories", summary="手签员", operation_id="list_signatories")
async def list_signatories(actor: Reader) -> list[forms.SignatoryOut]:
    """Return who may sign for the enterprise now."""
    return [forms.signatory_out(each) for each in await qualifying.signatories(actor)]
