"""The commands that Telegram lists: for everybody what strangers may say, in each chat what its person may say."""

import time
from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramUnauthorizedError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, BotCommandScopeDefault

from api import people
from bot import grammar
from kit import logs
from kit.settings import Misconfigured
from push.address import TELEGRAM

_LOG = logs.get("bot.telegram")
_LOOK_AGAIN: Final = 600.0  # seconds; rights change rarely, and help always says what holds now
_MOST: Final = 10_000  # chats remembered
_known: dict[str, tuple[float, tuple[str, ...]]] = {}


async def introduce(bot: Bot) -> None:
    """Name the commands; raises `Misconfigured` for a token that Telegram refuses."""
    _known.clear()
    strangers = _commands(grammar.slashes(None))
    try:
        await bot.set_my_commands(strangers, scope=BotCommandScopeDefault())
        await bot.set_my_commands(strangers, scope=BotCommandScopeAllPrivateChats())
    except TelegramUnauthorizedError:
        raise Misconfigured("HUIZHI_TELEGRAM_TOKEN is refused by Telegram") from None
    except TelegramAPIError as fault:
        _LOG.warning("commands not named", error=type(fault).__name__, text=fault.message)


async def suit(bot: Bot, chat: str) -> None:
    """Name in a chat the commands that its person may say, where they changed since the last look."""
    looked_at, named = _known.get(chat, (0.0, tuple(grammar.slashes(None))))
    if looked_at and time.monotonic() - looked_at < _LOOK_AGAIN:
        return
    may = grammar.slashes(await people.actor_for_address(TELEGRAM, chat))
    if len(_known) >= _MOST:
        _known.pop(next(iter(_known)))
    _known[chat] = (time.monotonic(), tuple(may))
    if tuple(may) != named:
        await _name(bot, chat, may)


async def _name(bot: Bot, chat: str, may: dict[str, str]) -> None:
    try:
        await bot.set_my_commands(_commands(may), scope=BotCommandScopeChat(chat_id=int(chat)))
    except TelegramAPIError as fault:
        _LOG.info("commands of a chat not named", error=type(fault).__name__, text=fault.message)


def forget(chat: str) -> None:
    """Look again at the next word: who speaks there has changed."""
    _known.pop(chat, None)


def _commands(slashes: dict[str, str]) -> list[BotCommand]:
    return [BotCommand(command=slash, description=about) for slash, about in slashes.items()]
