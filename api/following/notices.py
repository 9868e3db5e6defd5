"""What this slice says to people: that short messages will come from now on, and how to stop them (ux.md §3.3)."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from api.following.vocabulary import LEVEL_LABELS, content_label
from api.following.wishes import Subject
from kit import trace
from kit.clock import now
from kit.ids import new_id
from push import addresses, outbox
from push.address import SMS, Address
from push.message import Fact, Message

KIND: Final = "subscribed"
_WORTH: Final = timedelta(hours=24)


def subscribed(subject: Subject) -> Message:
    """Return the first short message of a subscription: what it is, and that TD ends it."""
    way = LEVEL_LABELS[subject.level]
    about = subject.number or "、".join(map(content_label, subject.contents))
    facts = (Fact("订阅方式", way), Fact("订阅内容", about))
    brief = f"订阅成功：{way}，{about}。取消请回复TD。"
    return Message(title="订阅成功", facts=facts, kind=KIND, brief=brief)


async def tell_of_short_messages(person_id: UUID, subject: Subject) -> None:
    """Put the first short message of a subscription into the outbox; joins the caller's transaction."""
    mobile = (await addresses.active_for([person_id])).get((person_id, SMS))
    if mobile is None:
        return
    letter = outbox.Letter(new_id(), subscribed(subject), trace.current(), now())
    await outbox.write_messages([letter])
    until = letter.occurred_at + _WORTH
    order = outbox.direct(letter, Address(SMS, mobile), person_id, until, subject.tenant_id)
    await outbox.enqueue([order])
