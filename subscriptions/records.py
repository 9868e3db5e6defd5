"""The statements of the fan-out, each over a whole batch."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kit import database
from kit.database import as_time, as_uuid
from kit.relation import Relation, many
from subscriptions.vocabulary import Announced, Decision, Follower

_ANNOUNCED: Final = """
    select id, document_topic, enterprise_topic, person_topic, content, tenant_id, seq, urgent, trace, created_at,
           by_sms
    from announcements"""
# Two of one document must not be fanned out side by side: neither would see what the other orders.
_CLAIM: Final = {
    "postgres": f"""
        with picked as materialized (
            {_ANNOUNCED} where fanned_out_at is null order by id limit $1 for update skip locked)
        select * from picked where pg_try_advisory_xact_lock(hashtextextended(document_topic, 0))""",  # noqa: S608
    "sqlite": f"{_ANNOUNCED} where fanned_out_at is null order by id limit $1",
}
_BY_ID: Final = {
    "postgres": f"{_ANNOUNCED} where id = any($1::uuid[])",
    "sqlite": f"{_ANNOUNCED} where id in (select value from json_each($1))",  # noqa: S608 — constants of this file
}
# Nearly every subscription is older than what is announced: then its first moment need not be carried over the wire.
_FOLLOWER: Final = """
    select topic, id, person_id, channel, level, content, mode,
           case when valid_from > $2 then valid_from end as valid_from, valid_until
    from subscriptions where cancelled_at is null"""
_IN_TOPICS: Final = f"{_FOLLOWER} and topic in (select value from json_each($1))"  # noqa: S608
# One look-up by index a topic, however many subscriptions there are: the planner gets no chance to read the table.
_FOLLOWERS: Final = {
    "postgres": f"""
        select found.* from unnest((select $1::text[])) as asked (about)
        cross join lateral ({_FOLLOWER} and topic = asked.about offset 0) as found""",  # noqa: S608
    "sqlite": _IN_TOPICS,
}
_FOLLOWERS_AMONG: Final = {
    "postgres": f"{_FOLLOWER} and topic = any($1::text[]) and person_id = any($3::uuid[])",
    "sqlite": f"{_IN_TOPICS} and person_id in (select value from json_each($3))",  # noqa: S608
}
_SUPPRESSED: Final = Relation(
    "candidates", announcement_id="uuid", person_id="uuid", channel="text", subscription_id="uuid", reason="text"
)
_SUPPRESS: Final = """
    insert into suppressions (announcement_id, person_id, channel, subscription_id, reason, at)
    select candidates.*, $1::timestamptz from {candidates} where true on conflict do nothing"""
_TICKS: Final = Relation("ticks", id="uuid", deliveries="integer", suppressions="integer")
_TICK: Final = """
    update announcements set fanned_out_at = $1::timestamptz, deliveries = ticks.deliveries,
        suppressions = ticks.suppressions
    from {ticks} where announcements.id = ticks.id"""


async def claimed(limit: int) -> list[Announced]:
    """Claim the oldest waiting announcements until the caller's transaction ends."""
    await database.read_in_index_order()
    return [_announced(row) for row in await database.fetch(_CLAIM[database.dialect()], limit)]


async def announced(ids: Collection[UUID]) -> dict[UUID, Announced]:
    """Return announcements by their ids."""
    found = [_announced(row) for row in await database.fetch(_BY_ID[database.dialect()], many(ids))]
    return {each.id: each for each in found}


async def followers_of(announcements: Collection[Announced]) -> dict[str, list[Follower]]:
    """Return the subscriptions on these announcements' topics that nobody cancelled: one index look-up a topic."""
    if not announcements:
        return {}
    return _by_topic(await database.fetch(_FOLLOWERS[database.dialect()], *_asked(announcements)))


async def followers_among(persons: Collection[UUID], announcements: Collection[Announced]) -> dict[str, list[Follower]]:
    """Return those of these persons' subscriptions."""
    if not announcements:
        return {}
    return _by_topic(await database.fetch(_FOLLOWERS_AMONG[database.dialect()], *_asked(announcements), many(persons)))


def _asked(announcements: Collection[Announced]) -> tuple[Any, datetime]:
    topics = {topic for each in announcements for topic in each.topics}
    return many(topics), min(each.created_at for each in announcements)


def _by_topic(rows: Sequence[database.Row]) -> dict[str, list[Follower]]:
    make = _follower if database.dialect() == "sqlite" else Follower._make
    by_topic: dict[str, list[Follower]] = {}
    for topic, *row in (row.values() for row in rows):
        by_topic.setdefault(topic, []).append(make(row))
    return by_topic


async def suppress(decided: Sequence[tuple[Announced, Sequence[Decision]]], moment: datetime) -> None:
    """Write a row for every candidate that is not sent to."""
    rows = [
        (said.id, one.person_id, one.channel, one.subscription_id, one.reason)
        for said, made in decided
        for one in made
        if one.reason
    ]
    if rows:
        await database.execute(_SUPPRESSED.into(_SUPPRESS, 2), moment, *_SUPPRESSED.arguments(rows))


async def tick(decided: Sequence[tuple[Announced, Sequence[Decision]]], moment: datetime) -> None:
    """Mark announcements as fanned out, with the two counts that together are their candidates."""
    rows = []
    for said, made in decided:
        suppressed = sum(1 for one in made if one.reason)
        rows.append((said.id, len(made) - suppressed, suppressed))
    if rows:
        await database.execute(_TICKS.into(_TICK, 2), moment, *_TICKS.arguments(rows))


def _announced(row: database.Row) -> Announced:
    if database.dialect() == "postgres":
        return Announced._make(row.values())
    read = {"id": as_uuid(row["id"]), "tenant_id": row["tenant_id"] and as_uuid(row["tenant_id"])}
    flags = {"urgent": bool(row["urgent"]), "by_sms": bool(row["by_sms"])}
    return Announced(**{**row, **read, **flags, "created_at": as_time(row["created_at"])})


def _follower(row: Sequence[Any]) -> Follower:
    text = Follower._make(row)
    return text._replace(
        id=as_uuid(text.id),
        person_id=as_uuid(text.person_id),
        valid_from=text.valid_from and as_time(text.valid_from),
        valid_until=text.valid_until and as_time(text.valid_until),
    )
