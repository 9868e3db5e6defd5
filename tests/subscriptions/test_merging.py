"""What waited together is said together, and a merged message goes out only while all of it is still wanted."""

from datetime import timedelta
from uuid import UUID

import pytest

from kit import database
from kit.clock import now
from push import ledger, letters
from push.lifecycle import State
from push.message import Message
from subscriptions import bursts, held
from subscriptions.digests import digest_of
from subscriptions.merging import LEAD, merge_held, regroup
from tests.subscriptions import house

pytestmark = pytest.mark.usefixtures("db")
_WINDOW = timedelta(minutes=2)


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    bursts.forget()


async def _burst(count: int, *channels: str) -> UUID:
    """Let one person get `count` messages at once on each channel: from the fifth on they are held."""
    who = await house.person(*channels)
    for channel in channels or ("wechat",):
        await house.follow(who, channel=channel)
    status = ["审核通过", "审核不通过"]
    await house.happen(*(house.news(message=house.message(f"E2610269{n:08}", status[n % 2])) for n in range(count)))
    await house.fan_out()
    return who


async def _states(who: UUID) -> list[tuple[str, str]]:
    rows = await house.deliveries(person_id=who)
    return sorted((row["state"], row["held"] if row["state"] == "new" else "") for row in rows)


async def test_a_burst_becomes_four_messages_and_one_card() -> None:
    """M9: of twelve receipts within two minutes four go out at once, and eight as one."""
    who = await _burst(12)
    assert await _states(who) == [("new", "")] * 4 + [("new", "burst")] * 8
    assert await merge_held(now() + _WINDOW) == 1
    assert await _states(who) == [("new", "")] * 5 + [("superseded", "")] * 8
    [digest] = await house.deliveries(why="因：合并 8 条")
    assert {str(row["successor_id"]) for row in await house.deliveries(state="superseded")} == {str(digest["id"])}
    said = (await letters.read([database.as_uuid(digest["message_id"])])).popitem()[1].message
    assert said.title == "您有 8 条新回执"
    assert said.value("状态") == "审核不通过 4，审核通过 4"
    assert [fact.label for fact in said.facts[-5:]] == [f"E2610269{n:08}" for n in (11, 10, 9, 8, 7)]
    assert said.remark == "另有 3 条，点击查看全部"


async def test_nothing_is_merged_before_its_time() -> None:
    await _burst(12)
    assert await merge_held(now()) == 0
    assert await merge_held(now() + _WINDOW - LEAD - timedelta(seconds=5)) == 0


async def test_one_that_waits_alone_goes_out_as_it_is() -> None:
    who = await _burst(5)
    assert await merge_held(now() + _WINDOW) == 0
    assert ("new", "burst") in await _states(who)


async def test_channels_and_persons_are_merged_apart() -> None:
    await _burst(7, "wechat", "sms")
    await house.follow(await house.person())
    await house.happen(*(house.news() for _ in range(6)))
    await house.fan_out()
    assert await merge_held(now() + _WINDOW) == 3
    digests = [row for row in await house.deliveries() if row["why"].startswith("因：合并")]
    assert sorted((row["channel"], row["why"]) for row in digests) == [
        ("sms", "因：合并 9 条"),
        ("wechat", "因：合并 2 条"),
        ("wechat", "因：合并 9 条"),
    ]


async def test_merging_twice_merges_once() -> None:
    await _burst(9)
    await merge_held(now() + _WINDOW)
    before = await house.deliveries()
    assert await merge_held(now() + _WINDOW) == 0
    assert await house.deliveries() == before


async def test_what_is_being_sent_is_not_merged() -> None:
    """A member that a sender has taken already stays out of the digest: it is never said twice."""
    await _burst(9)
    [taken, *_rest] = await house.deliveries(held="burst")
    await database.execute("update deliveries set state = 'sending' where id = $1", taken["id"])
    await merge_held(now() + _WINDOW)
    assert len(await house.deliveries(why="因：合并 4 条")) == 1
    assert [row["id"] for row in await house.deliveries(state="sending")] == [taken["id"]]


async def test_a_digest_is_written_anew_for_those_still_wanted() -> None:
    await _burst(9)
    await merge_held(now() + _WINDOW)
    [digest] = await house.deliveries(why="因：合并 5 条")
    digest_id = database.as_uuid(digest["id"])
    members = await held.members_of([digest_id])
    assert len(members) == 5
    await regroup(digest_id, [each.delivery_id for each in members[:2]], now())
    [anew] = await house.deliveries(why="因：合并 2 条")
    assert len(await held.members_of([database.as_uuid(anew["id"])])) == 2
    entry = await ledger.find(database.as_uuid(anew["id"]))
    assert entry is not None
    assert (entry.state, entry.title) == (State.NEW, "您有 2 条新回执")


def test_the_words_of_a_digest_fit_a_short_message() -> None:
    """With signature, 70 characters are one SMS (ux.md §3.1)."""
    several = [house.message(f"E2610269{n:08}", status) for n in range(99) for status in ("审核通过", "审核不通过")]
    said = digest_of(several)
    assert said.brief == "您有198条新回执：审核通过 99，审核不通过 99。最新E261026900000000。"
    assert len("【陕西单一窗口】" + said.brief) <= 70


def test_messages_without_number_or_status_are_named_by_their_title() -> None:
    said = digest_of([Message(title="商品备案同步", remark="完成"), Message(title="商品备案同步", remark="失败")])
    assert said.value("状态") == "商品备案同步 2"
    assert (said.facts[-1].label, said.facts[-1].value) == ("商品备案同步", "失败")
