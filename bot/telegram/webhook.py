"""Telegram's posts to us: nobody speaks without the secret, and what is no update is refused."""

import asyncio
import hmac
from typing import Final

import uvicorn
from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.telegram.hearing import hear
from bot.telegram.polling import WANTED
from kit import settings
from kit.settings import House, Misconfigured

WEBHOOK: Final = "/telegram/webhook"
_LARGEST: Final = 256 * 1024  # bytes of an update
_OK, _FORBIDDEN, _MALFORMED, _TOO_LARGE = 200, 403, 400, 413


def webhook_app(bot: Bot, secret: str) -> Starlette:
    """Return the app behind the webhook; raises `Misconfigured` without a secret, which would let anybody speak."""
    if not secret:
        raise Misconfigured("HUIZHI_TELEGRAM_WEBHOOK_SECRET is needed to open a webhook")

    async def receive(request: Request) -> Response:
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=_FORBIDDEN)
        return Response(status_code=await _received(bot, request))

    return Starlette(routes=[Route(WEBHOOK, receive, methods=["POST"])])


async def _received(bot: Bot, request: Request) -> int:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            return _TOO_LARGE
    try:
        update = Update.model_validate_json(bytes(body), context={"bot": bot})
    except ValidationError:
        return _MALFORMED
    await hear(bot, update)
    return _OK


async def serve(bot: Bot, secret: str, port: int, stop: asyncio.Event) -> None:
    """Open the webhook on loopback, tell Telegram of it, and answer until told to stop."""
    app = webhook_app(bot, secret)
    url = settings.load(House).public_url.rstrip("/") + WEBHOOK
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", access_log=False, lifespan="off"))
    serving = asyncio.ensure_future(server.serve())
    await bot.set_webhook(url, secret_token=secret, allowed_updates=WANTED)
    await asyncio.wait({serving, asyncio.ensure_future(stop.wait())}, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    server.should_exit = True
    await serving
