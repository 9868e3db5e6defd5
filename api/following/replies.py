"""What people answer to short messages: TD stops them (ux.md §3.3)."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from api.people import Actor, audit
from kit import database
from push import addresses
from push.address import SMS
from push.channels.report import Reply
from subscriptions import follows

_STOP: Final = frozenset({"TD", "T", "退订", "取消订阅"})
_MARKS: Final = '。.!！,，~～"“”'
_REASON: Final = "replied TD"


async def take_replies(replies: Sequence[Reply]) -> int:
    """Obey replies that ask to stop, and return how many subscriptions that cancelled; other words change nothing."""
    numbers = dict.fromkeys(each.number for each in replies if _asks_to_stop(each.text))
    return sum([await unsubscribe_by_sms(number) for number in numbers])


async def unsubscribe_by_sms(mobile: str) -> int:
    """Cancel every SMS subscription of the phone's holder, and return how many that were.

    The number counts as lost, so that nothing from WeChat falls back to it, until its holder proves it again.
    """
    async with database.transaction():
        person_id = await addresses.holder_of(SMS, mobile)
        if person_id is None:
            return 0
        gone = await follows.cancel_all(person_id, SMS)
        await addresses.lost(SMS, mobile, _REASON)
        await audit.record(Actor.system(SMS), "unsubscribe", person_id, str(len(gone)))
    return len(gone)


def _asks_to_stop(text: str) -> bool:
    return unicodedata.normalize("NFKC", text).strip().strip(_MARKS).upper() in _STOP
