"""Taking due deliveries: committed as 'sending' under a lease before a byte leaves, so that no two workers send one.

The lease's key fences: whoever lost the lease writes nothing any more (R-3, K4).
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from kit import database
from kit.ids import new_id
from kit.relation import IDS, ids
from push.lanes import ALL, Lane, quota

LEASE: Final = timedelta(seconds=60)
LONGEST_SEND: Final = timedelta(seconds=15)  # R-5 allows ten; what begins later might outlive the lease

FREE, BEHIND, OUTRANKED = 0, 1, 2  # how a delivery stands to the others of its thread
PACED: Final = "pace"  # held: it waits for the moment that was reserved for it
REPLAYED: Final = "replay"  # held: the operator sends it again although newer ones went before


class Due(NamedTuple):
    """A delivery that was claimed, with what decides whether it is sent now.

    `doubtful_since` is the first earlier try whose outcome is still unknown. `standing` says whether an older one of
    its thread is on its way (BEHIND) or a newer one exists (OUTRANKED). `address_state` is None when the address is
    not (or no longer) this person's.
    """

    id: UUID
    message_id: UUID
    person_id: UUID | None
    tenant_id: UUID | None
    subscription_id: UUID | None
    why: str
    channel: str
    address: str
    thread: str
    seq: int
    lane: int
    held: str
    attempts: int
    failures: int
    doubtful_since: datetime | None
    expires_at: datetime
    standing: int
    address_state: str | None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one claim took: `key` fences it, and nothing of it may be begun after `last_start`, on the loop's clock."""

    key: UUID
    claimed_at: datetime
    last_start: float
    rows: Sequence[Due]


COLUMNS: Final = (
    "id, message_id, person_id, tenant_id, subscription_id, why, channel, address, thread, seq, lane, held, attempts,"
    " failures, doubtful_since, expires_at"
)
_HELD: Final = "select address from holds where channel = $1 and until > $2::timestamptz"
_DUE: Final = f"""
    select {COLUMNS} from deliveries
    where channel = $1 and lane = {{lane}} and shelf = 0 and state = 'new' and due_at <= $2::timestamptz
        and '' not in ({_HELD}) and address not in ({_HELD})
    order by due_at limit {{quota}}"""  # noqa: S608 — constants of this file
IN_THE_AIR: Final = {
    "postgres": "select unnest(flights.threads) from flights",
    "sqlite": "select value from flights, json_each(flights.threads)",
}
# One look at the thread tells both: 2 for a newer one that goes first or went before, 1 for an older one on its way.
# What is in the air has no row yet; whichever it is, it lands in a moment, and tells the order then.
_STANDING: Final = """
    case when picked.thread = '' then 0 when picked.thread in ({in_the_air}) then 1 else coalesce((
        select max(case when other.seq > picked.seq and other.state in ('new', 'sending', 'accepted', 'delivered')
                        then 2 when other.seq < picked.seq and other.state = 'sending' then 1 else 0 end)
        from deliveries as other where other.person_id = picked.person_id and other.thread = picked.thread
            and other.channel = picked.channel), 0) end as standing"""
_ADDRESS: Final = """
    (select state from addresses where addresses.channel = picked.channel and addresses.value = picked.address
        and addresses.person_id = picked.person_id and addresses.state <> 'unbound') as address_state"""
_TAKE: Final = """
    update deliveries set state = 'sending', lease_key = $1::uuid,
        doubtful_since = coalesce(doubtful_since, $2::timestamptz)
    where id in (select ids.id from {ids})"""
_TAKE_PICKED: Final = """
    update deliveries set state = 'sending', lease_key = $3::uuid,
        doubtful_since = coalesce(doubtful_since, $2::timestamptz)
    where id = any(array(select picked.id from picked))"""
_LEASE: Final = "insert into leases (key, channel, until) values ($1, $2, $3)"
_LEASE_PICKED: Final = """
    insert into leases (key, channel, until) select $3, $1, $4::timestamptz where exists (select 1 from picked)"""


async def claim(channel: str, now: datetime, limit: int, lanes: Iterable[Lane] = ALL) -> Batch:
    """Lease up to `limit` due deliveries of a channel, urgent lanes first, and commit that; the batch may be empty."""
    key = new_id()
    last_start = asyncio.get_running_loop().time() + (LEASE - LONGEST_SEND).total_seconds()
    if database.dialect() == "postgres":
        found = await database.fetch(_claim_sql(tuple(lanes), limit), channel, now, key, now + LEASE)
        return Batch(key, now, last_start, [Due._make(row.values()) for row in found])
    async with database.transaction():
        found = await database.fetch(_pick_sql(tuple(lanes), limit), channel, now)
        if found:
            await database.execute(IDS.into(_TAKE, 3), key, now, *ids(row["id"] for row in found))
            await database.execute(_LEASE, key, channel, now + LEASE)
    return Batch(key, now, last_start, [due_of(row) for row in found])


async def release(key: UUID) -> None:
    """End a lease whose deliveries are all written down."""
    await database.execute("delete from leases where key = $1", key)


@cache
def _claim_sql(lanes: tuple[Lane, ...], limit: int) -> str:
    numbers = ", ".join(f"({lane:d}, {quota(lane, limit):d})" for lane in lanes)
    due = _DUE.format(lane="lanes.lane", quota="lanes.quota")
    picked = f"""
        select due.* from (values {numbers}) as lanes (lane, quota)
        cross join lateral ({due} for update skip locked) as due limit {limit:d}"""  # noqa: S608 — constants, numbers
    return f"""
        with picked as materialized ({picked}), taken as ({_TAKE_PICKED}), leased as ({_LEASE_PICKED})
        select picked.*, {_standing("postgres")}, {_ADDRESS} from picked"""  # noqa: S608 — constants of this file


@cache
def _pick_sql(lanes: tuple[Lane, ...], limit: int) -> str:
    """Return the same for SQLite, which knows neither lateral queries nor row locks, and needs none."""
    parts = [f"select * from ({_DUE.format(lane=int(lane), quota=quota(lane, limit))})" for lane in lanes]  # noqa: S608
    picked = f"{' union all '.join(parts)} limit {limit:d}"
    return f"select picked.*, {_standing('sqlite')}, {_ADDRESS} from ({picked}) as picked"  # noqa: S608


def _standing(dialect: database.Dialect) -> str:
    return _STANDING.format(in_the_air=IN_THE_AIR[dialect])


def due_of(row: Mapping[str, Any]) -> Due:
    """Return a fetched row with `Due`'s columns as such, on either dialect."""
    return Due._make([_READ[name](row[name]) if row[name] and name in _READ else row[name] for name in Due._fields])


_READ: Final = {
    "id": database.as_uuid,
    "message_id": database.as_uuid,
    "person_id": database.as_uuid,
    "tenant_id": database.as_uuid,
    "subscription_id": database.as_uuid,
    "doubtful_since": database.as_time,
    "expires_at": database.as_time,
}
