"""Who looks at a page: the session's cookie, or first the sign-in, and then back to where one wanted to go."""

import re
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import problems
from api.people import clients, doors, sessions, signing_in
from api.people.actor import Actor
from api.people.routes import session
from api.portal import wechat_browser
from api.portal.rendering import page
from kit.refusals import Kind, Refusal

router = APIRouter(include_in_schema=False)
HOME: Final = "/h5/me"
SIGN_IN: Final = "/h5/sign-in"
# What a link of ours can be; anything else leads home: nobody is sent off the site (B-2).
_OURS: Final = re.compile(r"/h5/[A-Za-z0-9_%.-]+(?:/[A-Za-z0-9_%.-]+)*(?:\?[a-z]+=[A-Za-z0-9-]+)?")
_MORE: Final = {"factor_wanted": "code", "second_factor": "code", "password_change": "new_password"}
_SEE_OTHER: Final = 303
_LONGEST: Final = 512  # characters of a link


async def visitor(request: Request) -> Actor | None:
    """Return who is signed in, None for nobody; another site's request is refused (CSRF)."""
    try:
        return await doors.actor(request)
    except Refusal as refusal:
        if refusal.kind is Kind.UNAUTHENTICATED:
            return None
        raise


Visitor = Annotated[Actor | None, Depends(visitor)]


def to_sign_in(request: Request) -> Response:
    """Send somebody to the sign-in, to come back afterwards; inside WeChat it is silent where it can be.

    A form is not sent there: `form-action` of our policy ends its way at the site's border.
    """
    query = f"?{request.url.query}" if request.url.query else ""
    wanted = quote(request.url.path, safe="/") + query
    silent = wechat_browser.way_in(request, wanted) if request.method == "GET" else ""
    return RedirectResponse(silent or f"{SIGN_IN}?next={quote(wanted, safe='')}", _SEE_OTHER)


def onwards(wanted: str) -> str:
    """Return where to go after the sign-in: the page that was wanted if it is one of ours."""
    return wanted if len(wanted) <= _LONGEST and _OURS.fullmatch(wanted) and ".." not in wanted else HOME


@router.get(SIGN_IN)
async def ask(request: Request, next: str = "") -> HTMLResponse:  # noqa: A002 — the parameter's name in links
    """Ask for name and password."""
    onward = onwards(next)
    return page("sign_in.html", onward=onward, by_wechat=wechat_browser.way_in(request, onward))


@router.post(SIGN_IN)
async def sign_in(
    request: Request,
    login: Annotated[str, Form(max_length=64)] = "",
    password: Annotated[str, Form(max_length=256)] = "",
    code: Annotated[str, Form(max_length=16)] = "",
    new_password: Annotated[str, Form(max_length=256)] = "",
    next: Annotated[str, Form(max_length=512)] = "",  # noqa: A002
) -> Response:
    """Sign in and go on; a refusal stands beside the form, which keeps the name and asks for what is missing."""
    doors.require_own_site(request)
    attempt = signing_in.Attempt(
        login=login,
        password=password,
        ip=clients.address_of(request),
        code=code,
        new_password=new_password,
        door="h5",
        device=clients.device_of(request),
    )
    try:
        opened = await signing_in.sign_in_with(attempt)
    except Refusal as refusal:
        said = {"sentence": refusal.sentence, "asked": _MORE.get(refusal.code, "")}
        links = {"onward": onwards(next), "by_wechat": wechat_browser.way_in(request, onwards(next))}
        return page("sign_in.html", problems.STATUS[refusal.kind], login=login, **said, **links)
    await session.end_the_old(request)
    answer = RedirectResponse(onwards(next), _SEE_OTHER)
    session.set_cookie(answer, opened.token, opened.expires_at)
    return answer


@router.post("/h5/sign-out")
async def sign_out(actor: Visitor) -> Response:
    """End this session at once."""
    answer = RedirectResponse(SIGN_IN, _SEE_OTHER)
    if actor and actor.session_id:
        await sessions.sign_out(actor)
    session.drop_cookie(answer)
    return answer
