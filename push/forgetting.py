"""What the outbox does not keep: the words of used-up codes, then all words, then the log itself (W-7, P-3)."""

from datetime import datetime, timedelta
from typing import Final

from kit import clock, database
from kit.database import Json
from kit.ids import first_id

KEPT: Final = timedelta(minutes=10)  # a code lives for five (S-1), and its row may be sent until then
_FORGET: Final = """
    update messages set facts = $1, brief = '', remark = '' where kind = 'code' and brief <> '' and created_at < $2"""
_BLANK_WORDS: Final = "update messages set facts = $3, brief = '', remark = '', link = '' where id >= $1 and id < $2"
_BLANK_ATTEMPTS: Final = "update attempts set text = '' where delivery_id >= $1 and delivery_id < $2 and text <> ''"
_BLANK_REASONS: Final = """
    update deliveries set reason = '' where id >= $1 and id < $2
        and state in ('accepted', 'failed', 'dead', 'uncertain') and reason <> ''"""
_BLANK_REPORTS: Final = "update reports set text = '' where received_at >= $1 and received_at < $2 and text <> ''"
_DELETE: Final = (
    "delete from attempts where delivery_id >= $1 and delivery_id < $2",
    "delete from deliveries where id >= $1 and id < $2",
    "delete from messages where id >= $1 and id < $2",
)
_DELETE_UNORDERED: Final = "delete from messages where id not in (select message_id from deliveries)"
_DELETE_REPORTS: Final = "delete from reports where received_at >= $1 and received_at < $2"


async def forget_unordered() -> int:
    """Delete the messages that nobody is to get, and return how many."""
    return await database.execute(_DELETE_UNORDERED)


async def forget_codes(now: datetime | None = None) -> int:
    """Blank the words of old codes and return how many; the deliveries and their attempts stay."""
    return await database.execute(_FORGET, Json([]), (now or clock.now()) - KEPT)


async def forget_words(since: datetime, before: datetime) -> int:
    """Blank what messages of this time said, and what providers said to them; return how many messages.

    Title, address, states and times stay: that somebody was told, when, and what became of it.
    """
    first, end = first_id(since), first_id(before)
    async with database.transaction():
        blanked = await database.execute(_BLANK_WORDS, first, end, Json([]))
        for statement in (_BLANK_ATTEMPTS, _BLANK_REASONS):
            await database.execute(statement, first, end)
        await database.execute(_BLANK_REPORTS, since, before)
    return blanked


async def forget_deliveries(since: datetime, before: datetime) -> int:
    """Delete the messages of this time with their deliveries, attempts and reports; return how many rows."""
    first, end = first_id(since), first_id(before)
    async with database.transaction():
        deleted = [await database.execute(statement, first, end) for statement in _DELETE]
        return sum(deleted) + await database.execute(_DELETE_REPORTS, since, before)
