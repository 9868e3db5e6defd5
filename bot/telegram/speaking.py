"""Answers on Telegram: sent once, edited where a button was pressed, and what is done about each refusal.

| Telegram says | then |
| --- | --- |
| 429, a short pause | wait and ask again; a longer one is waited out beside the ears; an endless one: kept for 结果 |
| 403, or 400 of a chat that is gone | the address is lost: pushes stop, and the page shows it |
| 400 message is not modified | nothing: it shows that already |
| 400 of anything else | of an edit: a new message; of a message: once more, as plain words without buttons |
| 5xx, or no answer | an edit is done again; a message may have arrived and is not sent twice: it is kept for 结果 |
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, Final

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import BufferedInputFile

from bot import memory, pictures
from bot.buttons import Pressed, Whose
from bot.replies import Reply, Tap, as_typed, for_telegram
from bot.telegram import keyboards
from kit import logs
from push import addresses
from push.address import TELEGRAM, Address

Call = Callable[[], Awaitable[None]]
_LOG = logs.get("bot.telegram")
_PATIENCE: Final = 3  # seconds that the ears themselves wait when Telegram asks for a pause
_LONGEST_WAIT: Final = 60  # seconds; an answer later than that helps nobody
_TRIES: Final = 3
_LONGEST: Final = 4096
_GONE: Final = ("chat not found", "user is deactivated", "peer_id_invalid")
_UNCHANGED: Final = "message is not modified"
_UNCERTAIN: Final = (TelegramServerError, TelegramNetworkError)
_DONE: Final = "✅"
_BACK: Final = "‹ 返回列表"
_waiting: set[asyncio.Task[None]] = set()


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of ours that stands in a chat; without a text where Telegram no longer lets it be edited."""

    whose: Whose
    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """One way to give an answer, another for when Telegram refuses that one, and how often it may be tried."""

    whose: Whose
    reply: Reply
    call: Call
    otherwise: Call | None = None
    repeatable: bool = False
    tries: int = _TRIES


async def say(bot: Bot, whose: Whose, reply: Reply, answered: str = "") -> None:
    """Send an answer with its buttons; `answered` is the line that it answers."""
    keyboard = await keyboards.made(whose, reply, answered)

    async def pretty() -> None:
        text = for_telegram(reply)
        await bot.send_message(chat_id=whose.chat, text=text, parse_mode="HTML", reply_markup=keyboard)

    async def plain() -> None:
        await _give(_Answer(whose=whose, reply=reply, call=plainly))

    async def plainly() -> None:
        await bot.send_message(chat_id=whose.chat, text=as_typed(reply)[:_LONGEST])

    await _give(_Answer(whose=whose, reply=reply, call=pretty, otherwise=plain))
    _show(bot, whose, reply)


def _show(bot: Bot, whose: Whose, reply: Reply) -> None:
    """Let the pictures of an answer follow it beside the ears; one that may have arrived is not sent twice."""

    async def send(png: bytes) -> None:
        await bot.send_photo(chat_id=whose.chat, photo=BufferedInputFile(png, "picture.png"))

    if reply.pictures:
        _beside(pictures.follow(reply, send, TelegramAPIError))


async def answer_in_place(bot: Bot, shown: Shown, reply: Reply, pressed: Pressed) -> None:
    """Let the message whose button was pressed become the answer; one that tells of a deed stays, without buttons."""
    if shown.text.startswith(_DONE) or not shown.text:
        await take_buttons_away(bot, shown)
        await say(bot, shown.whose, reply, pressed.line)
        return
    if pressed.answered and not keyboards.is_list(reply):
        reply = replace(reply, keys=(*reply.keys, Tap(_BACK, pressed.answered)))
    keyboard = await keyboards.made(shown.whose, reply, pressed.line)

    async def edited() -> None:
        text, number = for_telegram(reply), shown.number
        try:
            await bot.edit_message_text(
                text, chat_id=shown.whose.chat, message_id=number, parse_mode="HTML", reply_markup=keyboard
            )
        except TelegramBadRequest as fault:
            if _UNCHANGED not in fault.message:
                raise
        _show(bot, shown.whose, reply)

    async def anew() -> None:
        await say(bot, shown.whose, reply, pressed.line)

    await _give(_Answer(whose=shown.whose, reply=reply, call=edited, otherwise=anew, repeatable=True))


async def take_buttons_away(bot: Bot, shown: Shown) -> None:
    """Leave a message without buttons; where that does not work they are refused when they are pressed."""
    try:
        await bot.edit_message_reply_markup(chat_id=shown.whose.chat, message_id=shown.number)
    except TelegramAPIError as fault:
        _LOG.info("buttons left standing", error=type(fault).__name__, text=fault.message)


async def _give(answer: _Answer) -> None:
    try:
        await answer.call()
    except TelegramRetryAfter as pause:
        await _wait(answer, pause.retry_after)
    except TelegramForbiddenError:
        await addresses.lost(TELEGRAM, answer.whose.chat, "blocked")
    except TelegramBadRequest as fault:
        await _refused(answer, fault)
    except _UNCERTAIN as fault:
        again = answer.repeatable and answer.tries > 1
        await (_give(replace(answer, tries=answer.tries - 1)) if again else _keep(answer, fault))
    except TelegramAPIError as fault:
        await _keep(answer, fault)


async def _refused(answer: _Answer, fault: TelegramBadRequest) -> None:
    if any(said in fault.message.lower() for said in _GONE):
        await addresses.lost(TELEGRAM, answer.whose.chat, "gone")
        return
    _LOG.warning("answer refused", text=fault.message)
    if answer.otherwise:
        await answer.otherwise()


async def _wait(answer: _Answer, seconds: int) -> None:
    """Keep the pause: a short one here, a longer one without holding up other chats, none that never ends."""
    if seconds > _LONGEST_WAIT or answer.tries <= 1:
        _LOG.warning("answer kept", retry_after=seconds)
        await memory.keep_answer(Address(TELEGRAM, answer.whose.chat), as_typed(answer.reply))
        return
    later = _after(replace(answer, tries=answer.tries - 1), seconds)
    if seconds <= _PATIENCE:
        await later
        return
    _beside(later)


def _beside(work: Coroutine[Any, Any, None]) -> None:
    """Do it without holding up other chats."""
    task = asyncio.create_task(work)
    _waiting.add(task)
    task.add_done_callback(_waiting.discard)


async def _after(answer: _Answer, seconds: int) -> None:
    await asyncio.sleep(seconds)
    await _give(answer)


async def _keep(answer: _Answer, fault: TelegramAPIError) -> None:
    """Nobody knows whether it arrived: it is not said twice, but kept for whoever asks."""
    _LOG.warning("answer not sent", error=type(fault).__name__, text=fault.message)
    await memory.keep_answer(Address(TELEGRAM, answer.whose.chat), as_typed(answer.reply))


async def finish() -> None:
    """Let go of answers and pictures that still wait: the process ends."""
    for task in list(_waiting):
        task.cancel()
    await asyncio.gather(*_waiting, return_exceptions=True)
