"""WeChat refused for good: the same message by short message, once, and saying so.

Only after a definite refusal: what may have arrived is never sent another way (push-anchors.md §5, 5).
"""

from collections.abc import Iterable
from typing import Final

from kit.clock import now
from push import addresses, letters
from push.address import SMS, WECHAT
from push.claiming import Due
from push.lanes import Lane
from push.outbox import Order

NOTE: Final = "（微信未送达）"


async def orders_instead(refused: Iterable[Due]) -> list[Order]:
    """Return the orders that stand in for refused WeChat deliveries, for people who have a phone number here.

    Only for what is worth a short message: its words are written with it (`brief`).
    """
    wanting = [due for due in refused if due.channel == WECHAT and due.person_id and due.lane != Lane.CODE]
    worded = await letters.worded(due.message_id for due in wanting) if wanting else ()
    wanting = [due for due in wanting if due.message_id in worded]
    if not wanting:
        return []
    reachable = await addresses.active_for({due.person_id for due in wanting if due.person_id})
    mobiles = [(due, reachable.get((due.person_id, SMS))) for due in wanting if due.person_id]
    return [_instead(due, mobile) for due, mobile in mobiles if mobile]


def _instead(due: Due, mobile: str) -> Order:
    moment = now()
    return Order(
        message_id=due.message_id,
        person_id=due.person_id,
        tenant_id=due.tenant_id,
        subscription_id=due.subscription_id,
        why=due.why + NOTE,
        channel=SMS,
        address=mobile,
        thread=due.thread,
        seq=due.seq,
        lane=Lane(due.lane),
        due_at=moment,
        expires_at=due.expires_at,
    )
