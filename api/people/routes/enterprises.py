"""The enterprises that one may act for."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.paging import Page, Paging, page_of
from api.people import doors, enterprises, forms, profiles, schemas
from api.people.actor import Actor

router = APIRouter(tags=["企业"])


@router.get("/enterprises", summary="我的企业", operation_id="list_enterprises")
async def list_mine(
    actor: Annotated[Actor, Depends(doors.person)], paging: Annotated[Paging, Query()]
) -> Page[schemas.MyMembership]:
    """Return one's own enterprises, and what one is to each."""
    found = await enterprises.of_actor(actor)
    shown = found[paging.offset : paging.offset + paging.size]
    return page_of([schemas.my_membership(each) for each in shown], paging, len(found))


@router.get("/enterprises/{enterprise_id}", summary="企业信息", operation_id="get_enterprise")
async def get(enterprise_id: UUID, actor: Annotated[Actor, Depends(doors.person)]) -> schemas.EnterpriseOut:
    """Return one of one's enterprises; any other is unknown."""
    found = await enterprises.find(actor, enterprise_id)
    return schemas.EnterpriseOut.model_validate(found, from_attributes=True)


@router.get("/enterprise", summary="企业基本资料", operation_id="get_enterprise_profile")
async def get_profile(actor: Annotated[Actor, Depends(doors.in_scope("read"))]) -> forms.EnterpriseProfileOut:
    """Return the enterprise that one acts for, with its 基本资料."""
    return forms.enterprise_profile_out(await enterprises.current(actor))


@router.put("/enterprise", summary="修改企业基本资料", operation_id="change_enterprise_profile")
async def change_profile(
    wish: forms.EnterpriseForm, actor: Annotated[Actor, Depends(doors.manager)]
) -> forms.EnterpriseProfileOut:
    """Enter the enterprise's own words about itself; a new customs code is unverified until confirmed."""
    return forms.enterprise_profile_out(await profiles.change_enterprise(actor, wish.customs_code, wish.profile()))
