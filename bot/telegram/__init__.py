"""Telegram's door: the same ears in a process of their own. Only here is aiogram imported (6 s of CPU, 170 MB).

aiogram brings the wire and its types. Its dispatcher is left out: it confirms updates that are still being handled, and
without event isolation five taps are five turns. Here a batch is handled before it is confirmed (G-1), each chat in
order, and what Telegram repeats is answered once, like everything heard.
"""

import asyncio
import signal

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Update

from api import processes
from bot.settings import TelegramSettings
from bot.telegram import speaking
from bot.telegram.hearing import hear, hear_all, heard_of
from bot.telegram.introducing import introduce
from bot.telegram.polling import poll
from bot.telegram.webhook import WEBHOOK, serve, webhook_app
from kit import settings
from kit.settings import Misconfigured

__all__ = ["WEBHOOK", "Update", "hear", "hear_all", "heard_of", "open_bot", "poll", "run", "serve", "webhook_app"]


def open_bot(read: TelegramSettings) -> Bot:
    """Return the bot; raises `Misconfigured` without a token."""
    token = read.telegram_token.get_secret_value()
    if not token:
        raise Misconfigured(
            "HUIZHI_TELEGRAM_TOKEN is not set — set it in the environment or in .env (see .env.example)"
        )
    return Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(read.telegram_api_base)))


async def run(port: int = 8002) -> None:
    """Hear Telegram until asked to end: by webhook where its secret is set, else by polling."""
    read = settings.load(TelegramSettings)
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with open_bot(read) as bot, processes.open_house(shared=True):
        await introduce(bot)
        secret = read.telegram_webhook_secret.get_secret_value()
        await (serve(bot, secret, port, stop) if secret else poll(bot, stop))
        await speaking.finish()
