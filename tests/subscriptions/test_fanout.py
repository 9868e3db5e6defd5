"""From announcements to deliveries and suppressions, on both databases."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kit import database, failpoints
from kit.clock import in_shanghai, now
from kit.failpoints import FailpointHit
from push import addresses
from push.address import Address
from push.message import Message
from subscriptions import follows, preferences, reasons
from subscriptions.fanout import fan_out_once
from subscriptions.quiet import QuietHours
from tests.subscriptions import house
from tests.subscriptions.makers import DAY

pytestmark = pytest.mark.usefixtures("db")


async def _counts() -> list[tuple[int, int, bool]]:
    rows = await database.fetch("select deliveries, suppressions, fanned_out_at from announcements order by id")
    return [(row["deliveries"], row["suppressions"], row["fanned_out_at"] is not None) for row in rows]


@pytest.mark.feature("PUSH-14")
async def test_a_follower_of_the_enterprise_gets_a_delivery_that_knows_why() -> None:
    who = await house.person()
    subscription = await house.follow(who)
    said = house.news()
    await house.happen(said)
    assert await house.fan_out() == 1
    [row] = await house.deliveries()
    assert (str(row["person_id"]), row["why"], row["state"], row["lane"]) == (str(who), "因：按企业订阅", "new", 2)
    assert (str(row["subscription_id"]), str(row["message_id"])) == (str(subscription), str(said.id))
    assert row["address"] == f"wechat-{who}"
    assert await _counts() == [(1, 0, True)]


async def test_three_matching_subscriptions_make_one_delivery_a_channel() -> None:
    """M14, and candidates = deliveries + suppressions."""
    who = await house.person("wechat", "sms")
    said = house.news(person=str(who))
    for channel in ("wechat", "sms"):
        await house.follow(who, channel=channel)
        await house.follow(who, said.document, level="document", channel=channel)
        await house.follow(who, str(who), level="person", channel=channel)
    await house.happen(said)
    await house.fan_out()
    rows = await house.deliveries()
    assert sorted(row["channel"] for row in rows) == ["sms", "wechat"]
    assert {row["why"] for row in rows} == {"因：按业务单据号订阅（另有 2 项订阅也相符）"}
    assert await _counts() == [(2, 0, True)]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"mode": "mute"}, "muted"),
        ({"channel": "telegram"}, "no_address"),
        ({"valid_until": now() - DAY, "valid_from": now() - 2 * DAY}, "expired"),
        ({"valid_from": now() + DAY}, "not_yet_valid"),
    ],
)
async def test_every_candidate_that_is_not_sent_to_is_a_row_with_its_reason(
    changes: dict[str, Any], reason: str
) -> None:
    who = await house.person()
    if changes.get("mode"):
        await house.follow(who)
    subscription = await house.follow(who, **changes)
    await house.happen(house.news())
    await house.fan_out()
    assert await house.deliveries() == []
    [row] = await house.suppressions()
    assert (row["reason"], str(row["person_id"]), str(row["subscription_id"])) == (reason, str(who), str(subscription))
    assert await _counts() == [(0, 1, True)]


async def test_losing_the_right_silences_the_subscription() -> None:
    await house.follow(await house.person())
    await house.happen(house.news())
    await fan_out_once(10, house.nobody)
    assert [row["reason"] for row in await house.suppressions()] == ["no_right"]


async def test_a_cancelled_subscription_is_no_candidate() -> None:
    who = await house.person()
    await follows.cancel(who, [await house.follow(who)])
    await house.happen(house.news())
    await house.fan_out()
    assert await _counts() == [(0, 0, True)]


async def test_what_happened_while_it_was_cancelled_stays_unsaid() -> None:
    who = await house.person()
    subscription = await house.follow(who)
    await follows.cancel(who, [subscription])
    await house.happen(house.news())
    await follows.restore(who, [subscription])
    await house.happen(house.news())
    await house.fan_out()
    assert len(await house.deliveries()) == 1
    assert [row["reason"] for row in await house.suppressions()] == ["not_yet_valid"]


async def test_fanning_out_twice_changes_nothing() -> None:
    await house.follow(await house.person())
    await house.happen(house.news())
    await house.fan_out()
    before = await house.deliveries()
    await database.execute("update announcements set fanned_out_at = null")
    await house.fan_out()
    assert await house.deliveries() == before


async def test_announcing_twice_changes_nothing() -> None:
    said = house.news()
    await house.happen(said, said)
    await house.happen(said)
    assert len(await _counts()) == 1


@pytest.mark.parametrize("place", ["fanout.after_claim", "fanout.before_commit"])
async def test_a_fault_before_the_commit_leaves_everything_for_the_next_try(place: str) -> None:
    await house.follow(await house.person())
    await house.somebody_muted()
    await house.happen(house.news())
    failpoints.arm(f"{place}=raise")
    with pytest.raises(FailpointHit):
        await house.fan_out()
    assert (await house.deliveries(), await house.suppressions(), await _counts()) == ([], [], [(0, 0, False)])
    assert await house.fan_out() == 1
    assert (len(await house.deliveries()), len(await house.suppressions())) == (1, 1)


async def test_a_newer_status_replaces_one_still_unsent_and_an_aside_replaces_nothing() -> None:
    await house.follow(await house.person())
    document = str(UUID(int=5))
    await house.happen(house.news(document=document, seq=1), house.news(document=document, seq=0))
    await house.fan_out()
    await house.happen(house.news(document=document, seq=2))
    await house.fan_out()
    states = {row["seq"]: row["state"] for row in await house.deliveries()}
    assert states == {0: "new", 1: "superseded", 2: "new"}


async def test_quiet_hours_are_the_rows_first_moment() -> None:
    """No second scheduler: held rows wait in the same outbox; the urgent breaks through."""
    who = await house.person()
    await house.follow(who)
    wall = in_shanghai(now())
    hours = QuietHours((wall - timedelta(hours=1)).time(), (wall + timedelta(hours=1)).time(), urgent_breaks=True)
    await preferences.keep_quiet(who, hours)
    calm, pressing = house.news(), house.news(urgent=True)
    await house.happen(calm, pressing)
    await house.fan_out()
    [quiet], [urgent] = [await house.deliveries(message_id=said.id) for said in (calm, pressing)]
    assert (quiet["held"], urgent["held"]) == ("quiet", "")
    assert house.moment(quiet["due_at"]) > now() + timedelta(minutes=50) > house.moment(urgent["due_at"])


async def test_whom_wechat_lost_hears_by_sms() -> None:
    """M15: unfollowed means SMS where a number is proven; who unbound WeChat himself is left alone."""
    lost, unbound = await house.person("wechat", "sms"), await house.person("wechat", "sms")
    await house.follow(lost)
    await house.follow(unbound)
    await addresses.lost("wechat", f"wechat-{lost}", "unfollowed")
    await addresses.unbind(unbound, "wechat", "asked")
    await house.happen(house.news())
    await house.fan_out()
    [row] = await house.deliveries()
    to = Address(row["channel"], row["address"]).opened()
    assert (to, row["why"]) == (("sms", f"sms-{lost}"), "因：按企业订阅（微信未送达）")
    assert [str(row["person_id"]) for row in await house.suppressions()] == [str(unbound)]
    assert await _counts() == [(1, 1, True)]


def _progress() -> Message:
    return house.message(status="审核中")._replace(brief="")


async def test_progress_is_no_short_message_and_the_follower_can_see_why() -> None:
    """ux.md §3.3: an SMS is for results and for what asks somebody to act; WeChat carries every status."""
    who = await house.person("wechat", "sms")
    for channel in ("wechat", "sms"):
        await house.follow(who, channel=channel)
    await house.happen(house.news(message=_progress()), house.news())
    await house.fan_out()
    assert sorted(row["channel"] for row in await house.deliveries()) == ["sms", "wechat", "wechat"]
    [kept] = await house.suppressions()
    assert (kept["channel"], kept["reason"]) == ("sms", reasons.NOT_FOR_SMS)
    assert await _counts() == [(1, 1, True), (2, 0, True)]


async def test_progress_does_not_stand_in_for_wechat_by_sms() -> None:
    """M15: whom WeChat lost hears results by SMS, not progress."""
    lost = await house.person("wechat", "sms")
    await house.follow(lost)
    await addresses.lost("wechat", f"wechat-{lost}", "unfollowed")
    await house.happen(house.news(message=_progress()))
    await house.fan_out()
    assert await house.deliveries() == []
    assert [(row["channel"], row["reason"]) for row in await house.suppressions()] == [("wechat", "no_address")]


async def test_a_limit_leaves_the_rest_and_takes_the_oldest_first() -> None:
    await house.follow(await house.person())
    said = [house.news() for _ in range(5)]
    await house.happen(*said)
    assert [await house.fan_out(2), await house.fan_out(2), await house.fan_out(2), await house.fan_out(2)] == [
        2,
        2,
        1,
        0,
    ]
    assert len(await house.deliveries()) == 5


async def test_several_at_once_share_the_work_and_do_nothing_twice() -> None:
    for _ in range(2):
        await house.follow(await house.person())
    await house.happen(*(house.news() for _ in range(40)))

    async def drain() -> int:
        handled = 0
        while done := await house.fan_out(3):
            handled += done
        return handled

    assert sum(await asyncio.gather(*(drain() for _ in range(4)))) == 40
    assert len(await house.deliveries()) == 80
    assert {row["state"] for row in await house.deliveries()} == {"new"}
