"""Taking due deliveries: committed as 'sending' under a lease before a byte leaves, so that no two workers send one.

The lease's key fences: whoever lost the lease writes nothing any more (R-3, K4).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from kit import database
from kit.ids import new_id
from push.lanes import ALL, Lane, quota
from push.relation import IDS, ids

LEASE: Final = timedelta(seconds=60)

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
    """What one claim took: `key` fences it, and nothing of it may be begun after the lease has run out."""

    key: UUID
    claimed_at: datetime
    rows: Sequence[Due]


COLUMNS: Final = (
    "id, message_id, person_id, tenant_id, subscription_id, why, channel, address, thread, seq, lane, held, attempts,"
    " failures, doubtful_since, expires_at"
)
_HELD: Final = "select address from holds where channel = $1 and until > $2::timestamptz"
_OF_LANE: Final = """
    select * from (
        select {columns} from deliveries as due
        where channel = $1 and lane = {lane:d} and state = 'new' and due_at <= $2::timestamptz
            and '' not in ({held}) and address not in ({held})
        order by due_at limit {quota:d} {lock}) as lane_{lane:d}"""
# One look at the thread tells both: 2 for a newer one that goes first or went before, 1 for an older one on its way.
_STANDING: Final = """
    case when picked.thread = '' then 0 else coalesce((
        select max(case when other.seq > picked.seq and other.state in ('new', 'sending', 'accepted', 'delivered')
                        then 2 when other.seq < picked.seq and other.state = 'sending' then 1 else 0 end)
        from deliveries as other where other.thread = picked.thread and other.thread <> ''
            and other.person_id = picked.person_id and other.channel = picked.channel), 0) end as standing"""
_ADDRESS: Final = """
    (select state from addresses where addresses.channel = picked.channel and addresses.value = picked.address
        and addresses.person_id = picked.person_id and addresses.state <> 'unbound') as address_state"""
_LEASE: Final = """
    update deliveries set state = 'sending', lease_until = $1::timestamptz, lease_key = $2::uuid,
        doubtful_since = coalesce(doubtful_since, $3::timestamptz)
    where id in (select id from {ids})"""
_LEASE_PICKED: Final = """
    update deliveries set state = 'sending', lease_until = $3::timestamptz, lease_key = $4::uuid,
        doubtful_since = coalesce(deliveries.doubtful_since, $2::timestamptz)
    from picked where deliveries.id = picked.id"""


async def claim(channel: str, now: datetime, limit: int, lanes: Iterable[Lane] = ALL) -> Batch:
    """Lease up to `limit` due deliveries of a channel, urgent lanes first, and commit that; the batch may be empty."""
    key = new_id()
    if database.dialect() == "postgres":
        found = await database.fetch(_claim_sql(tuple(lanes), limit), channel, now, now + LEASE, key)
        return Batch(key, now, [Due._make(row.values()) for row in found])
    async with database.transaction():
        found = await database.fetch(_pick_sql(tuple(lanes), limit, ""), channel, now)
        await database.execute(IDS.into(_LEASE, 4), now + LEASE, key, now, *ids(row["id"] for row in found))
    return Batch(key, now, [due_of(row) for row in found])


@cache
def _claim_sql(lanes: tuple[Lane, ...], limit: int) -> str:
    picked = _lanes_sql(lanes, limit, "for update skip locked")
    return (
        f"with picked as materialized ({picked}), leased as ({_LEASE_PICKED})"  # noqa: S608 — constants of this file
        f" select picked.*, {_STANDING}, {_ADDRESS} from picked"
    )


@cache
def _pick_sql(lanes: tuple[Lane, ...], limit: int, lock: str) -> str:
    return f"select picked.*, {_STANDING}, {_ADDRESS} from ({_lanes_sql(lanes, limit, lock)}) as picked"  # noqa: S608


def _lanes_sql(lanes: tuple[Lane, ...], limit: int, lock: str) -> str:
    parts = [
        _OF_LANE.format(columns=COLUMNS, lane=lane, quota=quota(lane, limit), lock=lock, held=_HELD) for lane in lanes
    ]
    return f"{' union all '.join(parts)} limit {limit:d}"


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
