"""Following, muting, cancelling, restoring, listing: rows of one person alone."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from kit.clock import now
from kit.ids import new_id
from subscriptions import follows
from subscriptions.follows import Listing, News, Wish
from subscriptions.models import Subscription
from subscriptions.topics import ENTERPRISE, topic
from tests.subscriptions.makers import DAY, TENANT

pytestmark = pytest.mark.usefixtures("db")
ME = UUID(int=1)


def _wish(**changes: Any) -> Wish:
    whole: dict[str, Any] = {
        "person_id": ME,
        "channel": "wechat",
        "level": ENTERPRISE,
        "topic": topic(ENTERPRISE, TENANT),
        "content": "",
        "tenant_id": TENANT,
        "label": "",
    }
    return Wish(**whole | changes)


async def test_the_same_wish_twice_is_one_row() -> None:
    first, second = await follows.follow(_wish()), await follows.follow(_wish())
    assert (first.news, second.news, first.id) == (News.NEW, News.STANDING, second.id)
    assert await Subscription.all().count() == 1


async def test_a_standing_row_takes_the_new_validity_and_keeps_its_beginning() -> None:
    await follows.follow(_wish())
    begun = (await Subscription.get()).valid_from
    await follows.follow(_wish(valid_until=now() + DAY))
    row = await Subscription.get()
    assert row.valid_from == begun
    assert row.valid_until is not None


@pytest.mark.parametrize("how", ["cancelled", "expired"])
async def test_what_had_ended_begins_anew(how: str) -> None:
    """It speaks for what happens from now on, not for what happened meanwhile."""
    await follows.follow(_wish(valid_until=now() + DAY))
    before = (await Subscription.get()).valid_from
    if how == "cancelled":
        await follows.cancel_all(ME)
    else:
        await Subscription.all().update(valid_until=now())
    assert (await follows.follow(_wish())).news is News.REVIVED
    row = await Subscription.get()
    assert (row.cancelled_at, row.valid_until) == (None, None)
    assert row.valid_from > before


async def test_a_mute_stands_beside_the_follow_and_leaves_it_as_it_was() -> None:
    await follows.follow(_wish())
    await follows.follow(_wish(mode="mute"))
    assert await Subscription.all().count() == 2
    assert len(await follows.unmute(ME, "wechat", topic(ENTERPRISE, TENANT))) == 1
    [standing] = await follows.standing(ME, [topic(ENTERPRISE, TENANT)])
    assert standing.mode == "follow"
    assert await follows.standing(ME, [topic(ENTERPRISE, TENANT)], mode="mute") == []


@pytest.mark.feature("PUSH-25")
async def test_cancelling_many_cancels_only_ones_own_and_only_once() -> None:
    mine = [(await follows.follow(_wish(content=content))).id for content in ("", "trade")]
    theirs = (await follows.follow(_wish(person_id=new_id()))).id
    assert set(await follows.cancel(ME, [*mine, theirs])) == set(mine)
    assert await follows.cancel(ME, [*mine, theirs]) == []
    assert await Subscription.filter(cancelled_at=None).count() == 1


async def test_cancelling_everything_on_one_channel_leaves_the_others_and_the_mutes() -> None:
    for changes in ({}, {"channel": "sms"}, {"channel": "sms", "mode": "mute"}):
        await follows.follow(_wish(**changes))
    assert len(await follows.cancel_all(ME, "sms")) == 1
    assert len(await follows.cancel_all(ME)) == 1
    assert await Subscription.filter(cancelled_at=None).count() == 1


async def test_restoring_brings_back_what_was_cancelled() -> None:
    one = (await follows.follow(_wish())).id
    assert await follows.restore(ME, [one]) == []
    await follows.cancel(ME, [one])
    assert await follows.restore(new_id(), [one]) == []
    assert await follows.restore(ME, [one]) == [one]
    assert await Subscription.filter(cancelled_at=None).count() == 1


@pytest.mark.feature("PUSH-24", "PUSH-25")
async def test_the_list_shows_ones_own_newest_first_and_can_leave_out_what_is_not_valid() -> None:
    await follows.follow(_wish(person_id=new_id()))
    contents = ["", "trade", "trade/origin", "trade/licence", "trade/declaration"]
    ids = [(await follows.follow(_wish(content=content))).id for content in contents]
    await follows.cancel(ME, ids[:1])
    await Subscription.filter(id=ids[1]).update(valid_until=now())
    await Subscription.filter(id=ids[2]).update(channel="telegram")
    await Subscription.filter(id=ids[3]).update(tenant_id=new_id())
    rows, total = await follows.list_of(ME, Listing())
    assert ([row.id for row in rows], total) == (ids[::-1], 5)
    valid, count = await follows.list_of(ME, Listing(valid_only=True, channels=["wechat"], tenants=[TENANT]))
    assert ([row.id for row in valid], count) == (ids[4:], 1)
    page, total = await follows.list_of(ME, Listing(page=2, size=2))
    assert ([row.id for row in page], total) == (ids[::-1][2:4], 5)


async def test_two_at_once_make_one_row() -> None:
    made = await asyncio.gather(*(follows.follow(_wish()) for _ in range(8)))
    assert len({each.id for each in made}) == 1
    assert await Subscription.all().count() == 1
