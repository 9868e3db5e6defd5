"""Asking once more, just before sending, whether anybody still wants a delivery (R-9).

Nearly always the subscription that caused it still stands and one look-up a row says so; only the rest is matched anew.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple
from uuid import UUID

from kit import database
from kit.clock import now
from kit.database import as_uuid
from kit.relation import Relation, many
from subscriptions import reasons, records
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
_CAUSED: Final = Relation("asked", delivery_id="uuid", subscription_id="uuid")
_DOUBTFUL: Final = f"select asked.delivery_id from {{asked}} {_DOUBT}"  # noqa: S608 — constants
_HOLDERS: Final = {
    "postgres": "select id, person_id, channel from subscriptions where id = any($1::uuid[])",
    "sqlite": "select id, person_id, channel from subscriptions where id in (select value from json_each($1))",
}


NOBODYS: Final[Mapping[UUID, str]] = MappingProxyType({})


async def objections(caused: Sequence[Caused], moot: Mapping[UUID, str] = NOBODYS) -> dict[UUID, str]:
    """Return {delivery id: reason} for those that nobody wants any more: cancelled, expired, or muted meanwhile.

    `moot` is what the caller knows already: {delivery id: reason} of any deliveries.
    """
    known = {each.delivery_id: moot[each.delivery_id] for each in caused if each.delivery_id in moot}
    return known | await _unwanted([each for each in caused if each.delivery_id not in known])


async def _unwanted(caused: Sequence[Caused]) -> dict[UUID, str]:
    if not caused:
        return {}
    moment = now()
    asked = _CAUSED.arguments([(each.delivery_id, each.subscription_id) for each in caused])
    rows = await database.fetch(_CAUSED.into(_DOUBTFUL, first=2), moment, *asked)
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
