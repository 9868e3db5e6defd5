"""The ears' inbox: everything heard is answered once, however often it is pushed (W-4, G-1).

A row is written before anything is done, and keeps the answer. What is pushed again gets that answer; while the first
push is still being answered, the second waits for it; where its process died, the next push is answered instead.
"""

import asyncio
import time
from datetime import timedelta
from enum import Enum
from typing import Final

from bot.hearing import Heard
from kit import database
from kit.clock import now

KEPT: Final = timedelta(hours=72)
_GIVEN_UP_AFTER: Final = timedelta(seconds=20)
_GLANCE = 0.1
_INSERT: Final = """
insert into heard (channel, key, signature, heard_at, taken_at) values ($1, $2, $3, $4, $5) on conflict do nothing
"""
_TAKE_OVER: Final = """
update heard set taken_at = $3 where channel = $1 and key = $2 and answer is null and taken_at < $4
"""
_ANSWER: Final = "update heard set answer = $3 where channel = $1 and key = $2"
_ANSWERED: Final = "select answer from heard where channel = $1 and key = $2"


class Standing(Enum):
    """Whose turn it is: ours, another's, or nobody's, for the signature was used for something else."""

    OURS = "ours"
    ANOTHERS = "another's"
    FORGED = "forged"


async def take(heard: Heard, signature: str = "") -> Standing:
    """Write down what was heard and say who answers it; a signature is good for one message only."""
    moment = now()
    if await database.execute(_INSERT, heard.speaker.channel, heard.key, signature, moment, moment):
        return Standing.OURS
    if await database.execute(_TAKE_OVER, heard.speaker.channel, heard.key, moment, moment - _GIVEN_UP_AFTER):
        return Standing.OURS
    known = await database.fetch(_ANSWERED, heard.speaker.channel, heard.key)
    return Standing.ANOTHERS if known else Standing.FORGED


async def settle(heard: Heard, answer: str) -> None:
    """Keep the answer for whoever asks the same again."""
    await database.execute(_ANSWER, heard.speaker.channel, heard.key, answer)


async def answer_of_another(heard: Heard, patience: float) -> str | None:
    """Return the answer that another push of the same got, waiting so many seconds for it; None if it takes longer."""
    deadline = time.monotonic() + patience
    while True:
        rows = await database.fetch(_ANSWERED, heard.speaker.channel, heard.key)
        if rows and rows[0]["answer"] is not None:
            return str(rows[0]["answer"])
        if time.monotonic() > deadline:
            return None
        await asyncio.sleep(_GLANCE)


async def forget_old() -> int:
    """Delete what was heard more than 72 hours ago; return how many rows."""
    return await database.execute("delete from heard where heard_at < $1", now() - KEPT)
