"""Asking Telegram for updates: a batch is confirmed by the next question, after it was answered (G-1)."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Update

from bot.telegram.hearing import hear_all
from kit import logs

T = TypeVar("T")
_LOG = logs.get("bot.telegram")
WANTED: Final = ["message", "callback_query", "my_chat_member"]
_POLL_SECONDS: Final = 25
_PAUSES: Final = (1.0, 2.0, 5.0, 15.0)  # seconds after the first, second … failed poll in a row


async def poll(bot: Bot, stop: asyncio.Event) -> None:
    """Ask for updates until told to stop."""
    offset, failures = 0, 0
    while not stop.is_set():
        updates = await _unless(stop, _asked(bot, offset))
        if updates is None:
            await _unless(stop, asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)]))
            failures += 1
            continue
        failures = 0
        await hear_all(bot, updates)
        offset = max((update.update_id + 1 for update in updates), default=offset)


async def _asked(bot: Bot, offset: int) -> list[Update] | None:
    """Return the updates that wait, none after a while without any, or None where Telegram could not be asked."""
    wait = {"timeout": _POLL_SECONDS, "request_timeout": _POLL_SECONDS + 10}
    try:
        if not offset:
            await bot.delete_webhook()
        return await bot.get_updates(offset=offset, allowed_updates=WANTED, **wait)
    except TelegramAPIError as fault:
        _LOG.warning("poll failed", error=type(fault).__name__, text=fault.message)
        return None


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Do something, or nothing more once told to stop."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if stop.is_set():
        working.cancel()
    await asyncio.gather(working, stopping, return_exceptions=True)
    return None if working.cancelled() else working.result()
