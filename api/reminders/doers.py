"""Who did a thing hears that it is unfinished, though following nothing: the question is theirs (M1, ADR 0025)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from api.reminders import marks
from api.reminders.dues import Due
from kit import trace
from push import addresses, outbox
from push.address import CONSOLE, TELEGRAM, WECHAT, Address
from push.lanes import Lane
from subscriptions import follows
from subscriptions.topics import DOCUMENT, ENTERPRISE, PERSON, covering, topic
from subscriptions.vocabulary import FOLLOW, MUTE

WHY: Final = "因：由您打印，尚未确认结果"
_CHANNELS: Final = (WECHAT, TELEGRAM, CONSOLE)  # short messages go to who asked for them, and nobody else (ux.md §3.3)
_WORTH: Final = timedelta(hours=24)


async def tell(dues: Sequence[Due], at: datetime) -> int:
    """Order what `reader` of each is to be told and was not yet, and return how many; joins the caller's transaction.

    Who follows such things, or muted them, is left to the announcement: nobody hears twice.
    """
    return sum([await _told(due, at) for due in dues])


async def _told(due: Due, at: datetime) -> bool:
    to = await _address(due)
    if to is None or await _has_spoken(due):
        return False
    announced = marks.announcement_id(due)
    new = await marks.take(due, announced)
    if not new:
        return False
    letter = outbox.Letter(announced, due.words(new), trace.current(), at)
    order = outbox.direct(letter, to, due.reader, at + _WORTH, due.enterprise_id)
    await outbox.write_messages([letter])
    # On the lane of a status: what is personal would not wait for the end of quiet hours.
    await outbox.enqueue([order._replace(why=WHY, lane=Lane.STATUS)])
    return True


async def _address(due: Due) -> Address | None:
    """Return the one address of the reader that it goes to, if any."""
    reachable = await addresses.active_for([due.reader])
    found = [Address(each, reachable[due.reader, each]) for each in _CHANNELS if (due.reader, each) in reachable]
    return found[0] if found else None


async def _has_spoken(due: Due) -> bool:
    """Tell whether the reader follows or muted what it is about, on any channel."""
    about = (topic(DOCUMENT, due.document), topic(ENTERPRISE, due.enterprise_id), topic(PERSON, due.reader))
    rows = [row for mode in (FOLLOW, MUTE) for row in await follows.standing(due.reader, about, mode)]
    contents = covering(due.content)
    return any(row.content in contents for row in rows)
