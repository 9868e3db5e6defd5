"""What providers report later: parked first, joined to the delivery once both exist, never backwards (N8).

A report names the delivery by the provider's id, or by our own key where the provider hands it back: the key finds
even a delivery whose answer never came. What a report may change is in the lifecycle table; each counts once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from kit import bell, database, logs, masking, metrics
from kit.clock import now
from kit.relation import IDS, Relation, ids
from push import addresses, fallback, outbox
from push.channels.report import Report
from push.claiming import COLUMNS, Due, due_of
from push.lifecycle import SHELVES, State
from push.settling import Settled, settle

__all__ = ["Report", "join_parked", "join_those_of", "take"]

_LOG = logs.get("push.arrivals")
_AWAITED: Final = timedelta(days=7)  # reports come up to 48 h late; what matched nothing for a week never will
_KEY_LENGTH: Final = 32
_REPORTS: Final = Relation(
    "told", provider="text", provider_id="text", status="text", code="text", text="text", delivery_id="uuid"
)
_NAMES: Final = Relation("named", place="integer", provider="text", provider_id="text", delivery_id="uuid")
_DONE: Final = Relation("done", provider="text", provider_id="text", status="text")
_SETTLED: Final = Relation(
    "settled",
    id="uuid",
    state="text",
    shelf="smallint",
    due_at="timestamptz",
    failures="smallint",
    code="text",
    reason="text",
)
_IDS_TOLD: Final = Relation("ids_told", provider_id="text")
_PARK: Final = """
    insert into reports (provider, provider_id, status, code, text, delivery_id, received_at)
    select told.*, $1::timestamptz from {told} where true on conflict do nothing
    returning provider, provider_id, status, code, text"""
_MATCH: Final = """
    select place, d.id from {named}
        join deliveries as d on d.provider = named.provider and d.provider_id = named.provider_id
        where d.provider_id <> ''
    union select place, d.id from {named} join deliveries as d on d.id = named.delivery_id"""
_LOCK: Final = f"""
    select {COLUMNS}, 0 as standing, '' as address_state, state from deliveries
    where id in (select ids.id from {{ids}}) order by id"""  # noqa: S608 — constants of this house
_SETTLE: Final = """
    update deliveries set state = settled.state, shelf = settled.shelf,
        due_at = coalesce(settled.due_at, deliveries.due_at),
        failures = settled.failures, code = settled.code, reason = settled.reason, held = '', doubtful_since = null,
        accepted_at = case when settled.state in ('accepted', 'delivered')
                      then coalesce(accepted_at, $1::timestamptz) end,
        closed_at = case when settled.state in ('new', 'accepted') then null else $1::timestamptz end
    from {settled} where deliveries.id = settled.id"""
_TICK: Final = """
    update reports set joined_at = $1::timestamptz from {done}
    where reports.provider = done.provider and reports.provider_id = done.provider_id
        and reports.status = done.status"""
_PARKED_OF: Final = """
    select provider, reports.provider_id, status, code, text from reports
    where joined_at is null and reports.provider_id in (select ids_told.provider_id from {ids_told})"""
_PARKED: Final = """
    select provider, provider_id, status, code, text from reports
    where joined_at is null and received_at > $1::timestamptz and (
        exists (select 1 from deliveries as d where d.provider = reports.provider and d.provider_id <> ''
                and d.provider_id = reports.provider_id and d.state <> 'sending')
        or exists (select 1 from deliveries as d where d.id = reports.delivery_id and d.state <> 'sending'))
    limit $2"""


async def take(reports: Iterable[Report]) -> int:
    """Park reports and join those whose delivery is known; return how many deliveries moved. Repeats change nothing."""
    rows = [_row(report) for report in reports]
    async with database.transaction():
        fresh = await database.fetch(_REPORTS.into(_PARK, 2), now(), *_REPORTS.arguments(rows))
        moved, ordered = await _join([Report(**row) for row in fresh])
    await _tell(moved, ordered)
    return len(moved)


async def join_those_of(provider_ids: Sequence[str]) -> int:
    """Join the parked reports that name these messages (their ids or keys); return how many deliveries moved."""
    if not provider_ids:
        return 0
    arguments = _IDS_TOLD.arguments([(each,) for each in provider_ids])
    parked = await database.fetch(_IDS_TOLD.into(_PARKED_OF), *arguments)
    return await _join_all(parked) if parked else 0


async def join_parked(limit: int = 500) -> int:
    """Join parked reports whose delivery has come meanwhile; return how many deliveries moved."""
    parked = await database.fetch(_PARKED, now() - _AWAITED, limit)
    return await _join_all(parked) if parked else 0


async def _join_all(parked: Sequence[Mapping[str, Any]]) -> int:
    async with database.transaction():
        moved, ordered = await _join([Report(**row) for row in parked])
    await _tell(moved, ordered)
    return len(moved)


async def _join(reports: Sequence[Report]) -> tuple[list[tuple[Due, Settled]], int]:
    """Apply reports to their deliveries; one that is being sent keeps its reports parked until that is written down."""
    told = await _by_delivery(reports)
    moment = now()
    moved: list[tuple[Due, Settled]] = []
    done: list[Report] = []
    for due, state in await _locked(told):
        if state is State.SENDING:
            continue
        done += told[due.id]
        if settled := settle(due, state, told[due.id], moment):
            moved.append((due, settled))
    await _write([settled for _due, settled in moved], done, moment)
    return moved, await _consequences(moved)


async def _by_delivery(reports: Sequence[Report]) -> dict[UUID, list[Report]]:
    if not reports:
        return {}
    names = [(place, each.provider, each.provider_id, _key(each.provider_id)) for place, each in enumerate(reports)]
    found: dict[UUID, list[Report]] = defaultdict(list)
    for row in await database.fetch(_NAMES.into(_MATCH), *_NAMES.arguments(names)):
        found[database.as_uuid(row["id"])].append(reports[row["place"]])
    return found


async def _locked(told: Mapping[UUID, Any]) -> list[tuple[Due, State]]:
    if not told:
        return []
    lock = " for update" if database.dialect() == "postgres" else ""
    rows = await database.fetch(IDS.into(_LOCK + lock), *ids(told))
    return [(due_of(row), State(row["state"])) for row in rows]


async def _write(settled: Sequence[Settled], done: Sequence[Report], moment: datetime) -> None:
    if settled:
        await database.execute(_SETTLED.into(_SETTLE, 2), moment, *_SETTLED.arguments(map(_settled_row, settled)))
    if done:
        rows = [(each.provider, each.provider_id, each.status) for each in done]
        await database.execute(_DONE.into(_TICK, 2), moment, *_DONE.arguments(rows))


async def _consequences(moved: Sequence[tuple[Due, Settled]]) -> int:
    """Mute the addresses of people who refuse messages, and send those by short message; return how many orders."""
    blocked = [(due, settled) for due, settled in moved if settled.blocked and settled.state is State.FAILED]
    await addresses.lose({(due.channel, due.address, settled.reason) for due, settled in blocked})
    return await outbox.enqueue(await fallback.orders_instead(due for due, _settled in blocked))


async def _tell(moved: Sequence[tuple[Due, Settled]], ordered: int) -> None:
    outcomes = Counter((due.channel, f"reported_{settled.state}") for due, settled in moved)
    for (channel, outcome), count in outcomes.items():
        metrics.DELIVERIES.labels(channel, outcome).inc(count)
    if moved:
        _LOG.debug("reports joined", deliveries=len(moved))
    if ordered:
        await bell.ring(outbox.BELL)


def _settled_row(settled: Settled) -> tuple[Any, ...]:
    state = settled.state
    return settled.id, state, SHELVES[state], settled.due_at, settled.failures, settled.code, settled.reason


def _row(report: Report) -> tuple[Any, ...]:
    return (
        report.provider,
        report.provider_id,
        report.status,
        report.code,
        masking.scrub(report.text) if report.text else "",  # some providers say the number again
        _key(report.provider_id),
    )


def _key(provider_id: str) -> UUID | None:
    """Return the delivery that our own key names, or None for an id of the provider's."""
    try:
        return UUID(provider_id) if len(provider_id) == _KEY_LENGTH else None
    except ValueError:
        return None
