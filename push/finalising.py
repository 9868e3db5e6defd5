"""Writing down what became of claimed deliveries: hundreds in one statement, and only while the lease is still ours."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kit import bell, database, failpoints, logs, metrics
from push import addresses, fallback, holds, outbox
from push.channels.outcome import Unreachable
from push.lifecycle import State, Step, after
from push.line import Line
from push.relation import IDS, Relation, ids
from push.verdicts import Attempted, Verdict

_LOG = logs.get("push.finalising")
_SMOOTH: Final = {Step.ACCEPT, Step.SETTLE}
_VERDICTS: Final = Relation(
    "told",
    id="uuid",
    state="text",
    due_at="timestamptz",
    failures="smallint",
    doubtful="bool",
    provider="text",
    provider_id="text",
    code="text",
    reason="text",
    text="text",
    held="text",
    outcome="text",
    elapsed_ms="integer",
)
# A retry gives way to the successor that came while it was being sent; a replay keeps its mark.
_MOVE: Final = """
    update deliveries as d set
        state = case when told.state = 'new' and d.successor_id is not null then 'superseded' else told.state end,
        closed_at = case when told.state = 'accepted' or told.state = 'new' and d.successor_id is null
                    then null else $1::timestamptz end,
        accepted_at = case when told.state in ('accepted', 'delivered') then $1::timestamptz else d.accepted_at end,
        due_at = coalesce(told.due_at, d.due_at), failures = told.failures,
        attempts = d.attempts + case when told.outcome = '' then 0 else 1 end,
        doubtful_since = case when told.doubtful then d.doubtful_since end,
        lease_until = null, lease_key = null,
        held = case when d.held = 'replay' then d.held else told.held end,
        provider = case when told.provider = '' then d.provider else told.provider end,
        provider_id = case when told.provider_id = '' then d.provider_id else told.provider_id end,
        code = told.code, reason = told.reason
    from {told} where d.id = told.id and d.lease_key = $2::uuid and d.state = 'sending'"""
_RECORD: Final = """
    insert into attempts (delivery_id, no, at, provider, outcome, code, text, provider_id, elapsed_ms)
    select {d}.id, {d}.attempts{next}, $1::timestamptz, told.provider, outcome, told.code, text, told.provider_id,
        elapsed_ms
    from {source} where told.id = {d}.id and outcome <> ''"""
_FINALISE: Final = f"""
    with told as (select * from {{told}}),
    moved as ({_MOVE.replace("{told}", "told")} returning d.id, d.attempts),
    recorded as ({_RECORD.format(d="moved", next="", source="moved, told")})
    select count(*) as moved from moved"""  # noqa: S608 — constants of this file
_RECORD_FIRST: Final = (
    _RECORD.format(d="d", next=" + 1", source="deliveries as d, {told}")
    + " and d.lease_key = $2::uuid and d.state = 'sending'"
)
_NAME_SUCCESSORS: Final = """
    update deliveries set successor_id = (
        select newer.id from deliveries as newer
        where newer.thread = deliveries.thread and newer.thread <> '' and newer.person_id = deliveries.person_id
            and newer.channel = deliveries.channel and newer.seq > deliveries.seq order by newer.seq desc limit 1)
    where successor_id is null and id in (select id from {ids})"""


async def finalise(line: Line, key: UUID, done: Sequence[Attempted]) -> int:
    """Write down what became of deliveries claimed under `key` and what follows; return how many were still ours.

    What follows: providers' holds, lost addresses, and the short messages that stand in for refused WeChat ones.
    """
    now = line.now()
    async with database.transaction():
        moved = await _move(key, now, [attempted.verdict for attempted in done])
        failpoints.hit("mark.before_commit")
        instead = await _consequences(done, now)
    if moved < len(done):
        _LOG.warning("fenced", channel=line.name, lost=len(done) - moved)
        metrics.DELIVERIES.labels(line.name, "fenced").inc(len(done) - moved)
    if instead:
        await bell.ring(outbox.BELL)
    return moved


async def _move(key: UUID, now: datetime, verdicts: Sequence[Verdict]) -> int:
    arguments = (now, key, *_VERDICTS.arguments(map(_row, verdicts)))
    if database.dialect() == "postgres":
        found = await database.fetch(_VERDICTS.into(_FINALISE, 3), *arguments)
        return int(found[0]["moved"])
    await database.execute(_VERDICTS.into(_RECORD_FIRST, 3), *arguments)
    return await database.execute(_VERDICTS.into(_MOVE, 3), *arguments)


def _row(verdict: Verdict) -> tuple[Any, ...]:
    return (
        verdict.id,
        after(State.SENDING, verdict.step),
        verdict.due_at,
        verdict.failures,
        verdict.doubtful,
        verdict.provider,
        verdict.provider_id,
        verdict.code,
        verdict.reason,
        verdict.text,
        verdict.held,
        verdict.outcome,
        verdict.elapsed_ms,
    )


async def _consequences(done: Sequence[Attempted], now: datetime) -> int:
    """Do what follows from refusals in the same transaction; return how many deliveries were ordered instead."""
    troubled = [each for each in done if each.verdict.step not in _SMOOTH]
    if not troubled:
        return 0
    await holds.put([each.hold for each in troubled if each.hold], now)
    await addresses.lose({gone for each in troubled if (gone := _gone(each))})
    outranked = [each.due.id for each in troubled if each.verdict.step is Step.SUPERSEDE]
    if outranked:
        await database.execute(IDS.into(_NAME_SUCCESSORS), *ids(outranked))
    refused = [each.due for each in troubled if each.verdict.step is Step.REFUSE]
    return await outbox.enqueue(await fallback.orders_instead(refused))


def _gone(done: Attempted) -> tuple[str, str, str] | None:
    if isinstance(done.error, Unreachable) and done.error.address_gone:
        return done.due.channel, done.due.address, done.error.code
    return None
