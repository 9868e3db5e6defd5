"""What is left of an address that nobody uses any more, and when it goes (PIPL 19 and 47, docs/adr/0019).

Thirty days after somebody left or unbound it, the address is erased: from the binding, and from what was sent to it.
"""

from datetime import timedelta
from typing import Final

from kit import database
from kit.clock import now

RESTS: Final = timedelta(days=30)  # following again within this time restores what was subscribed (M15)
_IDLE: Final = """
    addresses.value <> '' and addresses.changed_at < $1 and (addresses.state = 'unbound'
        or (addresses.state = 'lost' and addresses.channel in ('wechat', 'telegram')))"""
_SAME: Final = "addresses.channel = deliveries.channel and addresses.value = deliveries.address"
_SENT: Final = f"""
    update deliveries set address = '' where deliveries.state not in ('new', 'sending', 'accepted')
        and exists (select 1 from addresses where {_SAME} and {_IDLE})
        and not exists (select 1 from addresses where {_SAME} and addresses.state = 'active')"""  # noqa: S608 — constants
_BINDING: Final = f"update addresses set state = 'unbound', value = '', reason = 'erased' where {_IDLE}"  # noqa: S608


async def erase() -> int:
    """Erase addresses that have rested long enough, and return how many; for the clock."""
    before = now() - RESTS
    async with database.transaction():
        await database.execute(_SENT, before)
        return await database.execute(_BINDING, before)
