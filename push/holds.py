"""Until when a provider wants nothing more: rows beside the outbox, which every claim reads (N7).

They stand in the database and not in Redis: losing them would mean calling a provider that forbade it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from kit import database
from kit.relation import Relation

WHOLE_CHANNEL: Final = ""

_HOLDS: Final = Relation("told", channel="text", address="text", until="timestamptz", code="text", reason="text")
_SET: Final = """
    insert into holds (channel, address, until, code, reason, set_at)
    select told.channel, told.address, told.until, told.code, told.reason, $1::timestamptz from {told} where true
    on conflict (channel, address) do update set until = excluded.until, code = excluded.code,
        reason = excluded.reason, set_at = excluded.set_at where holds.until < excluded.until"""


class Hold(NamedTuple):
    """Nothing goes to this address of the channel (empty: to any) before `until`, aware UTC."""

    channel: str
    address: str
    until: datetime
    code: str
    reason: str


async def put(holds: Iterable[Hold], now: datetime) -> None:
    """Hold channels and addresses; a longer hold that stands already stays. Joins the caller's transaction."""
    longest = {(hold.channel, hold.address): hold for hold in sorted(holds, key=lambda hold: hold.until)}
    if longest:
        rows = [longest[place] for place in sorted(longest)]
        await database.execute(_HOLDS.into(_SET, 2), now, *_HOLDS.arguments(rows))


async def standing(now: datetime) -> list[Hold]:
    """Return what is held now, for the operator."""
    sql = "select channel, address, until, code, reason from holds where until > $1 order by channel, address"
    return [
        Hold(row["channel"], row["address"], database.as_time(row["until"]), row["code"], row["reason"])
        for row in await database.fetch(sql, now)
    ]


async def lift(channel: str, address: str = WHOLE_CHANNEL) -> bool:
    """End a hold early, as the operator may; tell whether there was one."""
    return await database.execute("delete from holds where channel = $1 and address = $2", channel, address) > 0


async def sweep(now: datetime) -> int:
    """Forget holds that are over; return how many."""
    return await database.execute("delete from holds where until <= $1", now)
