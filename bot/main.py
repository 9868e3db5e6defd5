"""The app behind the WeChat callback address: alone (`huizhi bot`), or joined to the back office (`huizhi up`)."""

import time
from typing import Final

from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from api import problems
from api.health import routes as health
from api.main import HuizhiApp
from bot import wechat, wechat_body
from bot.settings import BotSettings
from bot.wechat_body import Malformed
from bot.wechat_envelope import Forged
from kit import logs, metrics, settings

_LOG = logs.get("bot.main")
_CALLBACK: Final = "/wechat/callback"
_XML: Final = "application/xml"


class _TooLarge(Exception):
    """More than any push has."""


async def verify(request: Request) -> Response:
    """Answer the check of the address."""
    try:
        return PlainTextResponse(wechat.verify(request.query_params))
    except Forged as fault:
        return _refused(403, fault)


async def hear(request: Request) -> Response:
    """Answer one push; what is not WeChat's or not whole is refused without a word more (W-6)."""
    began = time.perf_counter()
    response = await _answered(request)
    outcome = "refused" if response.status_code != 200 else "answered"  # noqa: PLR2004
    metrics.CALLBACKS.labels(outcome).observe(time.perf_counter() - began)
    return response


async def _answered(request: Request) -> Response:
    try:
        said = await wechat.respond(request.query_params, await _body(request))
    except Forged as fault:
        return _refused(403, fault)
    except (Malformed, ClientDisconnect) as fault:
        return _refused(400, fault)
    except _TooLarge as fault:
        return _refused(413, fault)
    return Response(said, media_type=_XML if said.startswith("<") else "text/plain")


async def _body(request: Request) -> bytes:
    """Return the body, read no further than any push goes."""
    told = request.headers.get("content-length", "0")
    if not told.isascii() or not told.isdigit() or int(told) > wechat_body.LIMIT:
        raise _TooLarge(told[:12])
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) > wechat_body.LIMIT:
            raise _TooLarge(str(len(read)))
    return bytes(read)


def _refused(status: int, fault: Exception) -> Response:
    _LOG.info("callback refused", status=status, why=str(fault))
    return Response(status_code=status)


def join(app: FastAPI) -> FastAPI:
    """Add the callback to an app; raises `Misconfigured` for a callback that is not safe to open (W-2)."""
    settings.load(BotSettings)
    app.add_route(_CALLBACK, verify, methods=["GET"])
    app.add_route(_CALLBACK, hear, methods=["POST"])
    return app


def create_app() -> FastAPI:
    """Return the app with the callback alone; the house must be open before it serves."""
    app = HuizhiApp(openapi_url=None, redirect_slashes=False)
    app.include_router(health.router)
    for kind, handler in problems.HANDLERS.items():
        app.add_exception_handler(kind, handler)
    return join(app)
