"""The page, its script and style, and the buttons on it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.chat.pages import HERE, rendered
from sandbox.chat.view import page
from sandbox.config import Person
from sandbox.sms import replies
from sandbox.telegram import acts as telegram
from sandbox.wechat import acts as wechat
from sandbox.wechat.oauth import COOKIE
from sandbox.world import World

PATIENCE = 2.5


async def show(request: Request) -> Response:
    """Show the page; 304 while nothing has happened, so that its script may ask every second."""
    world: World = request.app.state.world
    person = _person(world, request.query_params.get("openid") or request.cookies.get(COOKIE, ""))
    chosen = request.query_params.get("push", "")
    tag = f'"{world.version}-{person.chat_id}-{chosen}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304)
    said = request.query_params.get("said", "")
    response = rendered("chat.html", said=said, **page(world, person, int(chosen) if chosen.isdigit() else 0))
    response.headers["etag"] = tag
    response.set_cookie(COOKIE, person.openid, httponly=True, samesite="lax")
    return response


async def act(request: Request) -> Response:
    """Press a button or send the input line; waits a moment for the app's answer, then shows the page again."""
    world: World = request.app.state.world
    form = await request.form()
    person = _person(world, _field(form, "openid"))
    said = ""
    try:
        done, _ = await asyncio.wait({world.spawn(_done(world, person, form))}, timeout=PATIENCE)
        for task in done:
            task.result()
    except (wechat.Impossible, telegram.Impossible, KeyError) as problem:
        said = str(problem)
    query = {"openid": person.openid} | ({"said": said} if said else {})
    return RedirectResponse(f"/dev/chat?{urlencode(query)}", 303)


async def asset(request: Request) -> Response:
    """Serve the style and the script."""
    name = request.path_params["name"]
    if name not in {"chat.css", "chat.js", "subscribe.js"}:
        return PlainTextResponse("not found", 404)
    return FileResponse(HERE / name, headers={"cache-control": "no-cache"})


def routes() -> list[BaseRoute]:
    """Everything under /dev."""
    return [
        Route("/dev/chat", show),
        Route("/dev/chat/act", act, methods=["POST"]),
        Route("/dev/{name}", asset),
    ]


async def _done(world: World, person: Person, form: FormData) -> None:
    surface = _field(form, "surface") or "wechat"
    await SURFACES[surface](world, person, form)


async def _wechat(world: World, person: Person, form: FormData) -> None:
    name, given = _field(form, "act"), _given(form)
    if "choice" in form:
        number, _, text = _field(form, "choice").partition("\n")
        name, given = "choose", {"id": number.strip(), "text": text}
    if "menu" in form:
        kind, _, value = _field(form, "menu").partition(":")
        name, given = ("view", {"url": value}) if kind == "view" else ("tap", {"key": value, "name": form.get("name")})
    await wechat.act(world, world.wechat.users[person.openid], name, given)


async def _sms(world: World, person: Person, form: FormData) -> None:
    await replies.say(world, person.phone, _field(form, "text"))


async def _telegram(world: World, person: Person, form: FormData) -> None:
    name = "press" if "data" in form else _field(form, "act")
    telegram.act(world, world.telegram.chats[person.chat_id], name, _given(form))


SURFACES: dict[str, Callable[[World, Person, FormData], Awaitable[None]]] = {
    "wechat": _wechat,
    "sms": _sms,
    "telegram": _telegram,
}


def _given(form: FormData) -> dict[str, Any]:
    return {name: str(value) for name, value in form.items() if name not in {"openid", "surface", "act"}}


def _field(form: FormData, name: str) -> str:
    return str(form.get(name) or "")


def _person(world: World, openid: str) -> Person:
    return next((person for person in world.people if person.openid == openid), world.people[0])
