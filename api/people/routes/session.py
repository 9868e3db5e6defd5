"""Signing in and out, who one is, and for whom one acts."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api import people
from api.people import clients, doors, enterprises, persons, schemas, sessions, signing_in
from api.people.actor import Actor

router = APIRouter(tags=["登录"])


@router.post("/session", status_code=201, summary="登录", operation_id="sign_in", openapi_extra={"security": []})
async def sign_in(wish: schemas.SignIn, request: Request, response: Response) -> schemas.SessionOpened:
    """Sign in by name and password; a browser gets a cookie, other clients a bearer token."""
    doors.require_own_site(request, browsers_only=True)
    attempt = signing_in.Attempt(
        login=wish.login,
        password=wish.password,
        ip=clients.address_of(request),
        code=wish.code,
        new_password=wish.new_password,
        device=clients.device_of(request),
    )
    opened = await signing_in.sign_in_with(attempt)
    await end_the_old(request)
    if wish.keep == "cookie":
        set_cookie(response, opened.token, opened.expires_at)
    token = opened.token if wish.keep == "token" else None
    return schemas.SessionOpened(me=await me_of(opened.actor), expires_at=opened.expires_at, token=token)


async def end_the_old(request: Request) -> None:
    """End the session that the browser still held: nobody can plant one that survives a sign-in (A-2)."""
    old = await sessions.actor_of_session(request.cookies.get(doors.cookie_name(), ""))
    if old:
        await sessions.sign_out(old)


def set_cookie(response: Response, token: str, expires_at: datetime) -> None:
    """Let the browser hold a session, out of reach of scripts and of other sites (A-2)."""
    response.set_cookie(
        doors.cookie_name(),
        token,
        expires=expires_at,
        path="/",
        secure=doors.is_secure(),
        httponly=True,
        samesite="lax",
    )


@router.delete("/session", status_code=204, summary="退出", operation_id="sign_out")
async def sign_out(actor: Annotated[Actor, Depends(doors.person)], response: Response) -> None:
    """End this session at once."""
    await sessions.sign_out(actor)
    drop_cookie(response)


def drop_cookie(response: Response) -> None:
    """Let the browser forget its session."""
    response.delete_cookie(doors.cookie_name(), path="/", secure=doors.is_secure(), httponly=True, samesite="lax")


@router.get("/me", summary="当前登录人", operation_id="me")
async def me(actor: Annotated[Actor, Depends(doors.actor)]) -> schemas.Me:
    """Return who is signed in, and for which enterprise they act."""
    return await me_of(actor)


async def me_of(actor: Actor) -> schemas.Me:
    """Return an actor as JSON shows them."""
    enterprise = None
    if actor.enterprise_id:
        found = await enterprises.find(actor, actor.enterprise_id)
        enterprise = schemas.EnterpriseOut.model_validate(found, from_attributes=True)
    return schemas.Me(
        person_id=actor.person_id,
        name=actor.name,
        greeting=f"欢迎您, {actor.name}",
        role=actor.role,
        role_name=actor.role_name,
        enterprise=enterprise,
        scopes=sorted(actor.scopes) if actor.scopes is not None else None,
    )


@router.post("/session/enterprise", summary="切换企业", operation_id="switch_enterprise")
async def switch(wish: schemas.EnterpriseChoice, actor: Annotated[Actor, Depends(doors.person)]) -> schemas.Me:
    """Act for another of one's enterprises from now on."""
    return await me_of(await people.switch_enterprise(actor, wish.enterprise_id))


@router.put("/me/password", status_code=204, summary="修改密码", operation_id="change_password")
async def change_password(
    wish: schemas.PasswordChange, request: Request, actor: Annotated[Actor, Depends(doors.person)]
) -> None:
    """Replace one's own password; every other session ends."""
    await persons.change_password(actor, wish.old, wish.new, clients.address_of(request))
