"""`/bot<token>/<method>`: query, form, multipart or JSON parameters, answers as the Bot API gives them."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.fate import storm, strikes
from sandbox.pictures import handed_in
from sandbox.telegram import updates
from sandbox.telegram.errors import BotError, as_told, too_many
from sandbox.telegram.methods import METHODS
from sandbox.world import World


async def serve(request: Request) -> Response:
    """One method call."""
    world: World = request.app.state.world
    name = request.path_params["method"]
    request.scope["path_shown"] = f"/bot/{name}"
    try:
        _admit(world, request.path_params["token"])
        result = await _called(world, name.lower(), await _parameters(request))
    except BotError as refusal:
        request.scope["outcome"] = str(refusal.code)
        headers = {"retry-after": str(refusal.retry_after)} if refusal.retry_after else None
        return JSONResponse(refusal.as_json(), refusal.code, headers)
    return JSONResponse({"ok": True, "result": result})


def routes() -> list[BaseRoute]:
    """List the one address pattern of the Bot API."""
    return [Route("/bot{token}/{method}", serve, methods=["GET", "POST"])]


def _admit(world: World, token: str) -> None:
    if ":" not in token:
        raise BotError(404, "Not Found")
    if token != world.config.telegram_token:
        raise BotError(401, "Unauthorized")
    if strikes(world, "telegram", "busy"):
        raise BotError(500, "Internal Server Error")
    if seconds := storm(world, "telegram"):
        raise too_many(seconds)


async def _called(world: World, name: str, given: dict[str, Any]) -> Any:
    if name == "getupdates":
        return await updates.poll(world, given)
    if name not in METHODS:
        raise BotError(404, "Not Found")
    _refuse_as_told(world, name)
    return METHODS[name](world, given)


def _refuse_as_told(world: World, name: str) -> None:
    knobs = world.knobs.telegram
    if knobs.refusals > 0 and knobs.refusal_of.lower() in {"", name}:
        knobs.refusals -= 1
        raise as_told(knobs.refusal)


async def _parameters(request: Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        return given | await _json(request)
    return given | await handed_in(request)


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        raise BotError(400, "Bad Request: can't parse JSON object") from None
    if not isinstance(body, dict):
        raise BotError(400, "Bad Request: object expected")
    return body
