"""What Telegram's updates mean, in no channel's dialect, and how each is answered: once, in order, in its place."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message, Update

from bot import buttons
from bot.buttons import Press, Whose
from bot.hearing import Heard, Kind
from bot.listening import listen
from bot.telegram import introducing, speaking
from bot.telegram.speaking import Shown
from kit import logs, trace
from push.address import TELEGRAM, Address

_LOG = logs.get("bot.telegram")
_PRIVATE: Final = "private"
_ONLY_HERE: Final = "请在和我的私聊里使用。"


def heard_of(bot_id: int, update: Update) -> Heard | None:
    """Return what somebody said or did in a private chat; None for everything else, and for pressed buttons."""
    key = f"{bot_id}:{update.update_id}"
    if (message := update.message) and message.chat.type == _PRIVATE:
        kind, words = _of_message(message)
        return Heard(Address(TELEGRAM, str(message.chat.id)), kind, key, words)
    if (change := update.my_chat_member) and change.chat.type == _PRIVATE and change.new_chat_member.status == "kicked":
        return Heard(Address(TELEGRAM, str(change.chat.id)), Kind.LEFT, key)
    return None


def _of_message(message: Message) -> tuple[Kind, str]:
    if message.text is None:
        return Kind.MEDIA, ""
    command, _, rest = message.text.partition(" ")
    if command == "/start":
        return Kind.CAME, rest.strip()
    return Kind.LINE, message.text


async def hear(bot: Bot, update: Update) -> None:
    """Answer one update; a fault is logged and stops nothing behind it."""
    with trace.bind():
        try:
            if query := update.callback_query:
                await _hear_press(bot, query, f"{bot.id}:{update.update_id}")
            elif heard := heard_of(bot.id, update):
                await _hear_words(bot, heard)
        except Exception as error:  # noqa: BLE001 — the ears outlive any update
            _LOG.error("update not answered", error=type(error).__name__, exc_info=error)


async def _hear_words(bot: Bot, heard: Heard) -> None:
    chat = heard.speaker.value
    if reply := await listen(heard):
        await speaking.say(bot, Whose(chat, chat), reply, heard.words)
    if heard.kind is not Kind.LEFT:
        await introducing.suit(bot, chat)


async def _hear_press(bot: Bot, query: CallbackQuery, key: str) -> None:
    """Stop the button's clock, with the reason where it is refused; what a good one says is answered in its place."""
    message = query.message
    if message is None or message.chat.type != _PRIVATE:
        return await _acknowledge(bot, query, _ONLY_HERE)
    whose = Whose(str(query.from_user.id), str(message.chat.id))
    pressed = await buttons.press(query.data or "", whose, key)
    shown = Shown(whose, message.message_id, message.text or "" if isinstance(message, Message) else "")
    await _acknowledge(bot, query, buttons.REFUSED.get(pressed.outcome, ""))
    if pressed.outcome is Press.GOOD:
        reply = await listen(Heard(Address(TELEGRAM, whose.chat), Kind.LINE, key, pressed.line))
        return await speaking.answer_in_place(bot, shown, reply, pressed) if reply else None
    if pressed.outcome is not Press.FOREIGN:
        await speaking.take_buttons_away(bot, shown)
    return None


async def _acknowledge(bot: Bot, query: CallbackQuery, why_not: str) -> None:
    """Answer the press; where that is too late, or was done before, nobody waits for it any more."""
    with contextlib.suppress(TelegramAPIError):
        await bot.answer_callback_query(query.id, text=why_not or None, show_alert=bool(why_not))


async def hear_all(bot: Bot, updates: Sequence[Update]) -> None:
    """Answer a batch: chats beside each other, each chat's updates one after the other."""
    by_chat: dict[str, list[Update]] = {}
    for update in updates:
        by_chat.setdefault(_chat_of(bot, update), []).append(update)
    await asyncio.gather(*(_in_order(bot, each) for each in by_chat.values()))


def _chat_of(bot: Bot, update: Update) -> str:
    if (query := update.callback_query) and query.message:
        return str(query.message.chat.id)
    heard = heard_of(bot.id, update)
    return heard.speaker.value if heard else ""


async def _in_order(bot: Bot, updates: Sequence[Update]) -> None:
    for update in updates:
        await hear(bot, update)
