"""Binding an authenticator and proving it (A-5)."""

import io
from typing import Annotated
from uuid import UUID

import segno
from fastapi import APIRouter, Depends, Path, Request

from api.people import clients, doors, forms, second_factor
from api.people.actor import Actor

router = APIRouter(tags=["二次验证"])
Person = Annotated[Actor, Depends(doors.person)]
Manager = Annotated[Actor, Depends(doors.manager)]
Operator = Annotated[Actor, Depends(doors.operator)]
Login = Annotated[str, Path(max_length=64, pattern=r"^[^\x00-\x1f]+$", description="用户名", examples=["gaoyongxin"])]
_SCALE = 6  # pixels a module


@router.get("/me/second-factor", summary="我的身份验证器", operation_id="get_second_factor")
async def get(actor: Person) -> forms.SecondFactorOut:
    """Return how one proves oneself."""
    return forms.SecondFactorOut.model_validate(await second_factor.standing(actor), from_attributes=True)


@router.post("/me/second-factor", status_code=201, summary="绑定身份验证器", operation_id="begin_second_factor")
async def begin(wish: forms.PasswordOnly, request: Request, actor: Person) -> forms.SecondFactorBegun:
    """Draw a key for one's authenticator; it counts once a code of it was typed."""
    enrolment = await second_factor.begin(actor, wish.password, clients.address_of(request))
    picture = io.BytesIO()
    segno.make(enrolment.url, error="m").save(picture, kind="svg", scale=_SCALE, xmldecl=False, title="身份验证器")
    return forms.SecondFactorBegun(key=enrolment.key, url=enrolment.url, svg=picture.getvalue().decode())


@router.post("/me/second-factor/confirmation", summary="确认身份验证器", operation_id="confirm_second_factor")
async def confirm(wish: forms.FactorOnly, request: Request, actor: Person) -> forms.RecoveryCodesOut:
    """Bind the authenticator by its first code; the recovery codes are shown this once."""
    codes = await second_factor.confirm(actor, wish.code, clients.address_of(request))
    return forms.RecoveryCodesOut(recovery_codes=codes)


@router.post("/session/second-factor", status_code=204, summary="输入动态码", operation_id="prove_second_factor")
async def prove(wish: forms.FactorOnly, request: Request, actor: Person) -> None:
    """Prove the second factor in a session that was opened without it."""
    await second_factor.prove(actor, wish.code, clients.address_of(request))


@router.post(
    "/me/second-factor/removal", status_code=204, summary="解绑身份验证器", operation_id="give_up_second_factor"
)
async def give_up(wish: forms.FactorGivenUp, request: Request, actor: Person) -> None:
    """Unbind one's authenticator, by password and code."""
    await second_factor.give_up(actor, wish.password, wish.code, clients.address_of(request))


@router.delete(
    "/memberships/{membership_id}/second-factor",
    status_code=204,
    summary="解绑操作员的身份验证器",
    operation_id="reset_second_factor",
)
async def reset(membership_id: UUID, actor: Manager) -> None:
    """Unbind a colleague's authenticator that is lost; their sessions end."""
    await second_factor.reset(actor, membership_id)


@router.delete(
    "/persons/{login}/second-factor",
    status_code=204,
    summary="平台解绑身份验证器",
    operation_id="reset_second_factor_by_house",
)
async def reset_by_house(login: Login, operator: Operator) -> None:
    """Unbind the authenticator of somebody whom no 管理员 can help any more; for who runs the site."""
    await second_factor.reset_by_house(operator, login)
