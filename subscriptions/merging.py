"""What waited together is said together: a quiet night or a burst ends in one message (ux.md M9, M10).

Merging happens shortly before the members fall due. If it does not happen, each goes out by itself: nothing is lost.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kit import database, trace
from kit.clock import now
from kit.ids import derived_id
from push import outbox, waiting
from push.waiting import Held
from subscriptions import held
from subscriptions.digests import digest_of

LEAD: Final = timedelta(seconds=35)  # run the job at least twice in so long
WORTH: Final = timedelta(days=3)
_PERSONS: Final = 200


async def merge_held(moment: datetime | None = None) -> int:
    """Merge what waits for the same person on the same channel and falls due within `LEAD`; return how many digests.

    Members become 'superseded' by their digest in the same transaction that writes it.
    """
    async with database.transaction():
        found = await waiting.waiting((moment or now()) + LEAD, _PERSONS)
        groups: defaultdict[waiting.Group, list[Held]] = defaultdict(list)
        for each in found:
            groups[each.group].append(each)
        together = [members for members in groups.values() if len(members) > 1]
        for members in together:
            digest_id = await _write(derived_id(members[-1].id, "digest"), members, max(m.due_at for m in members))
            await outbox.supersede({each.id: digest_id for each in members})
    return len(together)


async def regroup(digest_id: UUID, remaining: Collection[UUID], due_at: datetime) -> None:
    """Write a digest anew for those of its members that are still wanted; the old one is for the caller to cancel."""
    async with database.transaction():
        members = await waiting.by_ids(remaining)
        await _write(derived_id(digest_id, "regrouped"), members, due_at)


async def _write(message_id: UUID, members: Sequence[Held], due_at: datetime) -> UUID:
    newest = members[-1]
    message = digest_of([each.message for each in reversed(members)])
    order = outbox.Order(
        message_id=message_id,
        person_id=newest.person_id,
        tenant_id=newest.tenant_id,
        subscription_id=None,
        why=f"因：合并 {len(members)} 条",
        channel=newest.channel,
        address=newest.address,
        thread="",
        seq=0,
        lane=outbox.Lane.STATUS,
        due_at=due_at,
        expires_at=due_at + WORTH,
    )
    await outbox.write_messages([outbox.Letter(message_id, message, trace.current(), newest.occurred_at)])
    await outbox.enqueue([order])
    await held.join(order.id, members)
    return order.id
