"""Answers that come later than a channel waits: promised, sent if the channel still lets us, else kept for 「结果」.

A promise is a row, so that it outlives the process that gave it; it is kept three days, or until it is redeemed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.hearing import Heard
from kit import database, masking
from kit.clock import now
from kit.ids import new_id
from push.address import Address

KEPT: Final = timedelta(hours=72)
_WORKS_FOR: Final = timedelta(seconds=60)  # what takes longer died with its process
_LINE: Final = 40
_PROMISE: Final = """
    insert into late_answers (channel, address, key, line, promised_at) values ($1, $2, $3, $4, $5)
    on conflict do nothing"""
_KEEP: Final = """
    insert into late_answers (channel, address, key, line, promised_at, answer) values ($1, $2, $3, $4, $5, $6)
    on conflict (channel, address, key) do update set answer = excluded.answer"""
_REDEEM: Final = "delete from late_answers where channel = $1 and address = $2 and key = $3"
_OLDEST: Final = """
    select key, line, promised_at, answer from late_answers where channel = $1 and address = $2
    order by promised_at, key limit 1"""
_FORGET: Final = "delete from late_answers where channel = $1 and address = $2"
_FORGET_OLD: Final = "delete from late_answers where promised_at < $1"


@dataclass(frozen=True, slots=True)
class Late:
    """What was promised: the line it answers, and the answer, None while there is none."""

    line: str
    answer: str | None
    promised_at: datetime

    @property
    def is_lost(self) -> bool:
        """Tell whether nobody can be working on it any more."""
        return self.answer is None and now() - self.promised_at > _WORKS_FOR


async def promise(heard: Heard) -> None:
    """Note that an answer was promised; what was asked is kept without mobiles and identity numbers (P-2)."""
    await database.execute(_PROMISE, *heard.speaker, heard.key, masking.scrub(heard.words)[:_LINE], now())


async def keep(heard: Heard, answer: str) -> None:
    """Keep a promised answer that could not be sent."""
    about = (heard.key, masking.scrub(heard.words)[:_LINE], now())
    await database.execute(_KEEP, *heard.speaker, *about, answer)


async def redeem(heard: Heard) -> None:
    """Forget a promise: the answer was sent."""
    await database.execute(_REDEEM, *heard.speaker, heard.key)


async def keep_answer(speaker: Address, text: str) -> None:
    """Keep an answer of which no promise is known."""
    await database.execute(_KEEP, *speaker, new_id().hex, "", now(), text)


async def take(speaker: Address) -> Late | None:
    """Return what was promised first, once; a promise that is still being worked on stays. None: nothing."""
    rows = await database.fetch(_OLDEST, *speaker)
    if not rows:
        return None
    found = Late(rows[0]["line"], rows[0]["answer"], database.as_time(rows[0]["promised_at"]))
    if found.answer is not None or found.is_lost:
        await database.execute(_REDEEM, *speaker, rows[0]["key"])
    return found


async def forget(speaker: Address) -> None:
    """Forget all that was promised to a speaker who left."""
    await database.execute(_FORGET, *speaker)


async def forget_old() -> int:
    """Delete promises of more than three days ago; return how many rows."""
    return await database.execute(_FORGET_OLD, now() - KEPT)
