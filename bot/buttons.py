"""Buttons under an answer: kept in Redis, used once, by whom they were made for, where they were shown.

What a button says is not in its data, which Telegram would carry for anybody: the data is a random name and a place.
A button that only answers a question (确认码, 取消) is good while that question is the last thing said. Losing Redis
takes the buttons away; every one of them can be typed.
"""

import contextlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

import orjson

from bot import reading
from bot.replies import Tap
from kit import redis

LIFE: Final = timedelta(hours=48)
_AWAY: Final = (RuntimeError, *redis.Down)
_SHEET, _NEWEST = "buttons:", "buttons-of:"
_SEPARATOR: Final = "."
_PRESS: Final = """
local sheet = redis.call('hmget', KEYS[1], 'user', 'chat', 'by', 'words', 'line')
if not sheet[1] then return {'gone'} end
if sheet[1] ~= ARGV[1] or sheet[2] ~= ARGV[2] then return {'foreign'} end
if sheet[3] and sheet[3] ~= ARGV[3] then return {'spent'} end
if not sheet[3] and redis.call('hexists', KEYS[1], 'asks' .. ARGV[4]) == 1
   and redis.call('get', KEYS[2]) ~= ARGV[5] then return {'late'} end
redis.call('hset', KEYS[1], 'by', ARGV[3])
return {'good', sheet[4], sheet[5]}"""


class Press(StrEnum):
    """What becomes of a press: it says something, or it is refused and why."""

    GOOD = "good"
    GONE = "gone"
    FOREIGN = "foreign"
    SPENT = "spent"
    LATE = "late"


REFUSED: Final = {
    Press.GONE: "这个按钮已过期，请重新发送。",
    Press.FOREIGN: "这个按钮不是给您的。",
    Press.SPENT: "这个按钮已经用过了。",
    Press.LATE: "这个按钮已过期，请看最新的消息。",
}


@dataclass(frozen=True, slots=True)
class Pressed:
    """What was pressed: the line that it says, and the line that its message answered."""

    outcome: Press
    line: str = ""
    answered: str = ""


@dataclass(frozen=True, slots=True)
class Whose:
    """For whom buttons are: a person in a chat."""

    user: str
    chat: str


async def keep(whose: Whose, taps: list[Tap], answered: str = "") -> list[str]:
    """Return the data of each button of a new answer; none while Redis is away. Earlier questions are closed."""
    name = secrets.token_urlsafe(12)
    sheet: dict[Any, Any] = {
        "user": whose.user,
        "chat": whose.chat,
        "words": orjson.dumps([tap.words for tap in taps]).decode(),
        "line": answered,
        **{f"asks{place}": "1" for place, tap in enumerate(taps) if _only_answers(tap.words)},
    }
    with contextlib.suppress(*_AWAY):
        async with redis.client().pipeline(transaction=True) as pipe:
            pipe.set(_NEWEST + whose.chat, name, ex=LIFE)
            if taps:
                pipe.hset(_SHEET + name, mapping=sheet)
                pipe.expire(_SHEET + name, LIFE)
            await pipe.execute()
        return [f"{name}{_SEPARATOR}{place}" for place in range(len(taps))]
    return []


def _only_answers(words: str) -> bool:
    """Tell whether words mean something only in answer to a question."""
    return not isinstance(reading.understand(words), reading.Intent)


async def press(data: str, whose: Whose, key: str) -> Pressed:
    """Use a button up and return what it says, or why it is refused; `key` is the same when the press comes again."""
    name, _, place = data.partition(_SEPARATOR)
    if not place.isascii() or not place.isdigit():
        return Pressed(Press.GONE)
    try:
        keys = (_SHEET + name, _NEWEST + whose.chat)
        found: list[Any] = await redis.client().eval(_PRESS, 2, *keys, whose.user, whose.chat, key, place, name)
    except _AWAY:
        return Pressed(Press.GONE)
    outcome = Press(found[0].decode())
    if outcome is not Press.GOOD:
        return Pressed(outcome)
    words = orjson.loads(found[1])
    return Pressed(outcome, words[int(place)], found[2].decode()) if int(place) < len(words) else Pressed(Press.GONE)
