"""Asking once more, just before sending, whether anybody still wants a delivery (R-9).

Nearly always the subscription that caused it still stands and one look-up a row says so; only the rest is matched anew.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from kit import database
from kit.clock import now
from kit.database import as_uuid
from subscriptions import reasons, records
from subscriptions.batches import many
from subscriptions.matching import by_recipient, layered
from subscriptions.vocabulary import Announced, Follower


class Caused(NamedTuple):
    """A delivery and what it came from."""

    delivery_id: UUID
    announcement_id: UUID
    subscription_id: UUID


_DOUBT: Final = """
    left join subscriptions s on s.id = asked.subscription_id and s.cancelled_at is null
         and (s.valid_until is null or s.valid_until > $1)
    where s.id is null or exists (
        select 1 from subscriptions m
        where m.person_id = s.person_id and m.channel = s.channel and m.mode = 'mute' and m.cancelled_at is null)"""
# One look-up by index a row, as in `records`: sub-selects hide from the planner how many rows there are.
_DOUBTFUL: Final = {
    "postgres": f"""
        select asked.delivery_id
        from unnest((select $2::uuid[]), (select $3::uuid[])) as asked (delivery_id, subscription_id) {_DOUBT}""",  # noqa: S608 — constants
    "sqlite": f"""
        select asked.delivery_id
        from (select d.value as delivery_id, s.value as subscription_id
              from json_each($2) as d join json_each($3) as s on s.key = d.key) as asked {_DOUBT}""",  # noqa: S608
}
_HOLDERS: Final = {
    "postgres": "select id, person_id, channel from subscriptions where id = any($1::uuid[])",
    "sqlite": "select id, person_id, channel from subscriptions where id in (select value from json_each($1))",
}


async def objections(caused: Sequence[Caused]) -> dict[UUID, str]:
    """Return {delivery id: reason} for those that nobody wants any more: cancelled, expired, or muted meanwhile."""
    if not caused:
        return {}
    moment = now()
    ids = [each.delivery_id for each in caused], [each.subscription_id for each in caused]
    rows = await database.fetch(_DOUBTFUL[database.dialect()], moment, *map(many, ids))
    doubtful = {as_uuid(row["delivery_id"]) for row in rows}
    return await _matched_anew([each for each in caused if each.delivery_id in doubtful], moment) if doubtful else {}


async def _matched_anew(caused: Sequence[Caused], moment: datetime) -> dict[UUID, str]:
    announced = await records.announced({each.announcement_id for each in caused})
    holders = await _holders({each.subscription_id for each in caused})
    persons = {person for person, _channel in holders.values()}
    followers = await records.followers_among(persons, announced.values())
    verdicts = {
        each.delivery_id: _verdict(
            announced.get(each.announcement_id), holders.get(each.subscription_id), followers, moment
        )
        for each in caused
    }
    return {delivery: reason for delivery, reason in verdicts.items() if reason}


def _verdict(
    said: Announced | None,
    holder: tuple[UUID, str] | None,
    followers: dict[str, list[Follower]],
    moment: datetime,
) -> str:
    if said is None or holder is None:
        return reasons.UNSUBSCRIBED
    matched: Iterable[Follower] = (each for topic in said.topics for each in followers.get(topic, ()))
    group = by_recipient(said, matched).get(holder)
    return layered(said, group, moment).reason if group else reasons.UNSUBSCRIBED


async def _holders(subscription_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, str]]:
    rows = await database.fetch(_HOLDERS[database.dialect()], many(subscription_ids))
    return {as_uuid(row["id"]): (as_uuid(row["person_id"]), row["channel"]) for row in rows}
