"""Following and muting, cancelling and restoring, listing: plain ids and topics, no trade words.

A mute is a row of its own beside the follow it silences: taking it away leaves what was there before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from kit import database
from kit.clock import now
from kit.ids import new_id
from subscriptions.models import Subscription
from subscriptions.vocabulary import FOLLOW, MUTE

_UPSERT: Final = """
    insert into subscriptions (id, person_id, channel, level, topic, content, mode, tenant_id, label, valid_from,
                               valid_until, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    on conflict (person_id, channel, topic, content, mode) do update set
        tenant_id = excluded.tenant_id, label = excluded.label, valid_until = excluded.valid_until,
        valid_from = case
            when subscriptions.cancelled_at is null and subscriptions.valid_from <= excluded.created_at
                 and (subscriptions.valid_until is null or subscriptions.valid_until > excluded.created_at)
            then subscriptions.valid_from else excluded.valid_from end,
        cancelled_at = null
    returning id"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wants to follow, or not to hear of; moments are UTC, `valid_until` is not included."""

    person_id: UUID
    channel: str
    level: str
    topic: str
    content: str
    tenant_id: UUID | None
    label: str
    mode: str = FOLLOW
    valid_from: datetime | None = None
    valid_until: datetime | None = None


class News(StrEnum):
    """What a wish changed."""

    NEW = "new"
    REVIVED = "revived"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Followed:
    """The row that now stands for a wish, and whether it stood before."""

    id: UUID
    news: News


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Which of a person's rows to list; with `valid_only`, on which channels and of which tenants they can be valid.

    `within` leaves out what belongs to any other tenant.
    """

    mode: str = FOLLOW
    valid_only: bool = False
    channels: Collection[str] = ()
    tenants: Collection[UUID] = ()
    within: UUID | None = None
    page: int = 1
    size: int = 20
    most: int = 1_000


async def follow(wish: Wish) -> Followed:
    """Make the row for a wish, or bring back the one that stood for it; a standing one takes the new validity."""
    moment = now()
    async with database.transaction():
        before = await Subscription.get_or_none(
            person_id=wish.person_id,
            channel=wish.channel,
            topic=wish.topic,
            content=wish.content,
            mode=wish.mode,
        )
        rows = await database.fetch(_UPSERT, *_values(wish, moment))
    return Followed(database.as_uuid(rows[0]["id"]), _news(before, moment))


def _values(wish: Wish, moment: datetime) -> tuple[Any, ...]:
    subject = (wish.channel, wish.level, wish.topic, wish.content, wish.mode)
    validity = (wish.valid_from or moment, wish.valid_until, moment)
    return new_id(), wish.person_id, *subject, wish.tenant_id, wish.label, *validity


def _news(before: Subscription | None, moment: datetime) -> News:
    if before is None:
        return News.NEW
    return News.STANDING if is_current(before, moment) else News.REVIVED


def is_current(row: Subscription, moment: datetime) -> bool:
    """Tell whether the row itself is neither cancelled nor outside its validity."""
    started = row.valid_from <= moment
    return row.cancelled_at is None and started and (row.valid_until is None or row.valid_until > moment)


async def find(person_id: UUID, ids: Collection[UUID]) -> list[Subscription]:
    """Return those of the rows that are this person's, oldest first."""
    return await Subscription.filter(person_id=person_id, id__in=list(ids)).order_by("id")


async def cancel(person_id: UUID, ids: Collection[UUID]) -> list[UUID]:
    """Cancel the person's rows among `ids` and return those that this call cancelled."""
    return await _cancelled(Subscription.filter(person_id=person_id, id__in=list(ids)))


async def cancel_all(person_id: UUID, channel: str = "") -> list[UUID]:
    """Cancel everything the person follows (on one channel, if named); mutes stay."""
    rows = Subscription.filter(person_id=person_id, mode=FOLLOW)
    return await _cancelled(rows.filter(channel=channel) if channel else rows)


async def _cancelled(rows: QuerySet[Subscription]) -> list[UUID]:
    async with database.transaction():
        ids = [each.id for each in await rows.filter(cancelled_at=None).select_for_update()]
        await Subscription.filter(id__in=ids).update(cancelled_at=now())
    return ids


async def restore(person_id: UUID, ids: Collection[UUID]) -> list[UUID]:
    """Bring back the person's cancelled rows among `ids`; from now on, what happened meanwhile stays unsaid."""
    moment = now()
    async with database.transaction():
        gone = Subscription.filter(person_id=person_id, id__in=list(ids), cancelled_at__isnull=False)
        found = [each.id for each in await gone.select_for_update()]
        await Subscription.filter(id__in=found).update(cancelled_at=None, valid_from=moment)
    return found


async def unmute(person_id: UUID, channel: str, topic: str) -> list[UUID]:
    """Take away the person's mutes of one topic on one channel."""
    return await _cancelled(Subscription.filter(person_id=person_id, channel=channel, topic=topic, mode=MUTE))


async def standing(person_id: UUID, topics: Sequence[str], mode: str = FOLLOW) -> list[Subscription]:
    """Return the person's current rows on any of the topics."""
    rows = await Subscription.filter(person_id=person_id, topic__in=list(topics), mode=mode, cancelled_at=None)
    moment = now()
    return [each for each in rows if is_current(each, moment)]


async def followed(topics: Collection[str]) -> set[str]:
    """Return those of the topics that somebody follows now, on whatever channel."""
    if not topics:
        return set()
    rows = Subscription.filter(topic__in=list(topics), mode=FOLLOW, cancelled_at=None)
    moment = now()
    return {each.topic for each in await rows if is_current(each, moment)}


async def list_of(person_id: UUID, listing: Listing) -> tuple[list[Subscription], int]:
    """Return one page of the person's rows, newest first, and how many there are, counted to `listing.most` + 1."""
    rows = Subscription.filter(person_id=person_id, mode=listing.mode)
    if listing.valid_only:
        rows = rows.filter(_valid(listing))
    if listing.within:
        rows = rows.filter(Q(tenant_id=None) | Q(tenant_id=listing.within))
    latest = rows.order_by("-id")
    page = await latest.offset((listing.page - 1) * listing.size).limit(listing.size)
    beyond = await latest.offset(listing.most).limit(1).values_list("id", flat=True)
    return page, listing.most + 1 if beyond else await rows.count()


def _valid(listing: Listing) -> Q:
    moment = now()
    unended = Q(valid_until=None) | Q(valid_until__gt=moment)
    allowed = Q(tenant_id=None) | Q(tenant_id__in=list(listing.tenants))
    running = Q(cancelled_at=None, valid_from__lte=moment, channel__in=list(listing.channels))
    return running & unended & allowed
