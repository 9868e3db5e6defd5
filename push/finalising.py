"""Writing down what became of claimed deliveries: hundreds in one statement, and only while the lease is still ours."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kit import bell, database, failpoints, logs, metrics
from kit.relation import IDS, Relation, ids
from push import addresses, fallback, flights, holds, outbox
from push.channels.outcome import Unreachable
from push.claiming import REPLAYED
from push.flights import Flight
from push.lifecycle import SHELVES, State, Step, after
from push.line import Line
from push.verdicts import Attempted, Verdict

_LOG = logs.get("push.finalising")
_SMOOTH: Final = {Step.ACCEPT, Step.SETTLE}
_VERDICTS: Final = Relation(
    "told",
    id="uuid",
    state="text",
    shelf="smallint",
    due_at="timestamptz",
    failures="smallint",
    doubtful="bool",
    provider="text",
    code="text",
    reason="text",
    text="text",
    held="text",
    outcome="text",
    elapsed_ms="integer",
)
_TICKETS: Final = Relation("taken", id="uuid", provider_id="text", elapsed_ms="integer")
_OURS: Final = "d.lease_key = $2::uuid and d.state = 'sending'"
# Nearly all of them: the provider took it. Few columns travel, for this is what every delivery pays for.
_TAKE: Final = f"""
    update deliveries as d set state = $3::text, shelf = 1, accepted_at = $1::timestamptz,
        closed_at = case when $3::text = 'accepted' then null else $1::timestamptz end, attempts = d.attempts + 1,
        doubtful_since = null, lease_key = null, held = case when d.held = '{REPLAYED}' then d.held else '' end,
        provider = $4::text, provider_id = taken.provider_id, code = '', reason = ''
    from {{taken}} where d.id = taken.id and {_OURS}"""  # noqa: S608 — constants of this file
# A retry gives way to the successor that came while it was being sent; a replay keeps its mark.
_MOVE: Final = f"""
    update deliveries as d set
        state = case when told.state = 'new' and d.successor_id is not null then 'superseded' else told.state end,
        shelf = case when told.state = 'new' and d.successor_id is not null then 1 else told.shelf end,
        closed_at = case when told.state = 'new' and d.successor_id is null then null else $1::timestamptz end,
        due_at = coalesce(told.due_at, d.due_at), failures = told.failures,
        attempts = d.attempts + case when told.outcome = '' then 0 else 1 end,
        doubtful_since = case when told.doubtful then d.doubtful_since end, lease_key = null,
        held = case when d.held = '{REPLAYED}' then d.held else told.held end,
        provider = case when told.provider = '' then d.provider else told.provider end,
        code = told.code, reason = told.reason
    from {{told}} where d.id = told.id and {_OURS}"""  # noqa: S608
_RECORD: Final = "insert into attempts (delivery_id, no, at, provider, outcome, code, text, provider_id, elapsed_ms)"
_TICKET_SAYS: Final = "$4::text, 'accepted', '', '', taken.provider_id, taken.elapsed_ms"
_VERDICT_SAYS: Final = "told.provider, told.outcome, told.code, told.text, '', told.elapsed_ms"
_TAKE_ON_POSTGRES: Final = f"""
    with moved as ({_TAKE} returning d.id, d.attempts, taken.provider_id, taken.elapsed_ms),
    recorded as ({_RECORD} select taken.id, attempts, $1::timestamptz, {_TICKET_SAYS} from moved as taken)
    select count(*) as moved from moved"""  # noqa: S608
_MOVE_ON_POSTGRES: Final = f"""
    with moved as ({_MOVE} returning d.id, d.attempts, told.provider, outcome, told.code, told.text, elapsed_ms),
    recorded as ({_RECORD} select told.id, attempts, $1::timestamptz, {_VERDICT_SAYS} from moved as told
                 where outcome <> '')
    select count(*) as moved from moved"""  # noqa: S608
_RECORD_TAKEN_ON_SQLITE: Final = f"""
    {_RECORD} select d.id, d.attempts + 1, $1::timestamptz, {_TICKET_SAYS}
    from {{taken}} join deliveries as d on d.id = taken.id where {_OURS} and $3::text <> ''"""  # noqa: S608
_RECORD_MOVED_ON_SQLITE: Final = f"""
    {_RECORD} select d.id, d.attempts + 1, $1::timestamptz, {_VERDICT_SAYS}
    from {{told}} join deliveries as d on d.id = told.id where told.outcome <> '' and {_OURS}"""  # noqa: S608
_NAME_SUCCESSORS: Final = """
    update deliveries set successor_id = (
        select newer.id from deliveries as newer
        where newer.person_id = deliveries.person_id and newer.thread = deliveries.thread and newer.thread <> ''
            and newer.channel = deliveries.channel and newer.seq > deliveries.seq order by newer.seq desc limit 1)
    where successor_id is null and id in (select ids.id from {ids})"""


async def finalise(line: Line, key: UUID, done: Sequence[Attempted]) -> int:
    """Write down what became of deliveries claimed under `key` and what follows; return how many were still ours.

    What follows: providers' holds, lost addresses, and the short messages that stand in for refused WeChat ones.
    """
    now = line.now()
    smooth, rough = _parted(done)
    async with database.transaction():
        moved = await _take(key, now, [each.verdict for each in smooth])
        moved += await _move(key, now, [each.verdict for each in rough])
        failpoints.hit("mark.before_commit")
        instead = await _consequences(rough, now) if rough else 0
    await _tell(line, len(done) - moved, instead)
    return moved


async def land(line: Line, flight: Flight, done: Sequence[Attempted], *, is_last: bool) -> int:
    """Write down what became of deliveries aboard a flight, and what follows; return how many were still ours.

    The last of a flight end it. As `finalise`, but none of these has a row yet.
    """
    now, instead, landed = line.now(), 0, 0
    smooth, rough = _parted(done)
    async with database.transaction():
        if await flights.ours(flight):
            landed = await _landed(flight, smooth, now)
            if rough:
                await flights.enter(flight, [each.due for each in rough])
                landed += await _move(flight.batch.key, now, [each.verdict for each in rough])
                instead = await _consequences(rough, now)
            if is_last:
                await flights.end(flight)
        failpoints.hit("mark.before_commit")
    await _tell(line, len(done) - landed, instead)
    return landed


def _parted(done: Sequence[Attempted]) -> tuple[list[Attempted], list[Attempted]]:
    smooth = [each for each in done if each.verdict.step in _SMOOTH]
    return smooth, [each for each in done if each.verdict.step not in _SMOOTH]


async def _tell(line: Line, fenced: int, instead: int) -> None:
    if fenced > 0:
        _LOG.warning("fenced", channel=line.name, lost=fenced)
        metrics.DELIVERIES.labels(line.name, "fenced").inc(fenced)
    if instead:
        await bell.ring(outbox.BELL)


async def _landed(flight: Flight, smooth: Sequence[Attempted], now: datetime) -> int:
    """Write rows of what providers took, a statement for each of them."""
    landed = 0
    for step, provider in {(each.verdict.step, each.verdict.provider) for each in smooth}:
        taken = [
            (each.due, each.verdict)
            for each in smooth
            if each.verdict.step is step and each.verdict.provider == provider
        ]
        landed += await flights.land(flight, after(State.SENDING, step), provider, taken, now)
    return landed


async def _take(key: UUID, now: datetime, verdicts: Sequence[Verdict]) -> int:
    """Write down what providers took, a statement for each of them."""
    moved = 0
    for state, provider in {(after(State.SENDING, each.step), each.provider) for each in verdicts}:
        of_these = [each for each in verdicts if each.provider == provider and after(State.SENDING, each.step) is state]
        rows = [(each.id, each.provider_id, each.elapsed_ms) for each in of_these]
        arguments = (now, key, state, provider, *_TICKETS.arguments(rows))
        moved += await _written(_TICKETS, (_TAKE_ON_POSTGRES, _RECORD_TAKEN_ON_SQLITE, _TAKE), 5, arguments)
    return moved


async def _move(key: UUID, now: datetime, verdicts: Sequence[Verdict]) -> int:
    """Write down everything else: refusals, retries, doubts, and what was not sent."""
    if not verdicts:
        return 0
    arguments = (now, key, *_VERDICTS.arguments(map(_row, verdicts)))
    return await _written(_VERDICTS, (_MOVE_ON_POSTGRES, _RECORD_MOVED_ON_SQLITE, _MOVE), 3, arguments)


async def _written(relation: Relation, statements: tuple[str, str, str], first: int, arguments: Sequence[Any]) -> int:
    """Move and record in one statement where the database can; else record first, while the rows are still ours."""
    on_postgres, record, move = statements
    if database.dialect() == "postgres":
        return int((await database.fetch(relation.into(on_postgres, first), *arguments))[0]["moved"])
    await database.execute(relation.into(record, first), *arguments)
    return await database.execute(relation.into(move, first), *arguments)


def _row(verdict: Verdict) -> tuple[Any, ...]:
    state = after(State.SENDING, verdict.step)
    return (
        verdict.id,
        state,
        SHELVES[state],
        verdict.due_at,
        verdict.failures,
        verdict.doubtful,
        verdict.provider,
        verdict.code,
        verdict.reason,
        verdict.text,
        verdict.held,
        verdict.outcome,
        verdict.elapsed_ms,
    )


async def _consequences(rough: Sequence[Attempted], now: datetime) -> int:
    """Do what follows from refusals in the same transaction; return how many deliveries were ordered instead."""
    await holds.put([each.hold for each in rough if each.hold], now)
    await addresses.lose({gone for each in rough if (gone := _gone(each))})
    outranked = [each.due.id for each in rough if each.verdict.step is Step.SUPERSEDE]
    if outranked:
        await database.execute(IDS.into(_NAME_SUCCESSORS), *ids(outranked))
    refused = [each.due for each in rough if each.verdict.step is Step.REFUSE]
    return await outbox.enqueue(await fallback.orders_instead(refused))


def _gone(done: Attempted) -> tuple[str, str, str] | None:
    if isinstance(done.error, Unreachable) and done.error.address_gone:
        return done.due.channel, done.due.address, done.error.code
    return None
