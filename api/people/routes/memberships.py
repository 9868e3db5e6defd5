"""我的操作员: who belongs to the enterprise; for its 管理员 alone."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.paging import Page, Paging, page_of
from api.people import doors, memberships, operators, schemas
from api.people.actor import Actor
from api.people.papers import Papers
from api.people.persons import Newcomer

router = APIRouter(tags=["操作员"])
Manager = Annotated[Actor, Depends(doors.manager)]


@router.get("/memberships", summary="我的操作员", operation_id="list_memberships")
async def list_all(actor: Manager, paging: Annotated[Paging, Query()]) -> Page[schemas.MemberOut]:
    """Return who may act for the enterprise."""
    found = await memberships.of_enterprise(actor)
    shown = found[paging.offset : paging.offset + paging.size]
    return page_of([schemas.member_out(each) for each in shown], paging, len(found))


@router.post("/persons", status_code=201, summary="新增操作员", operation_id="create_person")
async def create(wish: schemas.NewPerson, actor: Manager) -> schemas.MemberOut:
    """Enter a new 经办人, with a password to be changed at the first sign-in."""
    newcomer = Newcomer(wish.login, wish.name, wish.mobile)
    return schemas.member_out(await operators.create_operator(actor, newcomer, wish.password, _papers(wish)))


def _papers(wish: schemas.OperatorPapers) -> Papers:
    return Papers(wish.id_card, wish.post, wish.card_no)


@router.put("/memberships/{membership_id}", summary="修改操作员", operation_id="change_operator")
async def change(membership_id: UUID, wish: schemas.OperatorChanged, actor: Manager) -> schemas.MemberOut:
    """Set right what is on file about a colleague."""
    told = operators.OperatorChange(name=wish.name, mobile=wish.mobile, papers=_papers(wish))
    return schemas.member_out(await operators.change_operator(actor, membership_id, told))


@router.post("/memberships", status_code=201, summary="授予角色", operation_id="grant_membership")
async def grant(wish: schemas.NewMembership, actor: Manager) -> schemas.MemberOut:
    """Give somebody a role, in place of the one they had; login and name must both fit."""
    grant_wish = memberships.Grant(login=wish.login, name=wish.name, role=wish.role, expires_at=wish.expires_at)
    return schemas.member_out(await memberships.grant(actor, grant_wish))


@router.delete("/memberships/{membership_id}", status_code=204, summary="收回权限", operation_id="revoke_membership")
async def revoke(membership_id: UUID, actor: Manager) -> None:
    """Take a membership away; it ends at the person's next request."""
    await memberships.revoke(actor, membership_id)


@router.put(
    "/memberships/{membership_id}/password", status_code=204, summary="重设操作员密码", operation_id="reset_password"
)
async def reset_password(membership_id: UUID, wish: schemas.NewPassword, actor: Manager) -> None:
    """Set a colleague's password; they must change it at the next sign-in."""
    await memberships.reset_password(actor, membership_id, wish.password)
