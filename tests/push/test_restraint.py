"""Refused, throttled, over quota: who is called again, who instead, and when."""

from datetime import timedelta

import pytest

from push import addresses, holds
from push.channels.outcome import Ambiguous, TryLater, Unreachable
from push.delivering import deliver_once
from push.lanes import Lane
from tests.push.channel import Told
from tests.push.orders import (
    Clock,
    a_letter,
    a_person,
    an_order,
    counted,
    due_at,
    ordered,
    put,
    states,
)

REFUSED = Unreachable("43004", "require subscribe", address_gone=True, provider="wechat")


async def test_wechat_refused_goes_out_by_short_message_once(db: str) -> None:
    """Fallback: the refusal ends the row, mutes the address, and orders one SMS that says why."""
    person = await a_person(wechat="o-me", sms="13800001234")
    delivery = await ordered(person_id=person, address="o-me", thread="d")
    wechat, sms = Told(REFUSED), Told()
    await deliver_once({"wechat": wechat, "sms": sms})
    await deliver_once({"wechat": wechat, "sms": sms})
    assert await states(delivery) == ["failed"]
    (parcel,) = sms.sent
    assert (parcel.address.opened().value, parcel.why) == ("13800001234", "因：按企业订阅（微信未送达）")
    assert [each.state for each in await addresses.of_person(person) if each.address.channel == "wechat"] == ["lost"]


async def test_what_was_waiting_for_a_lost_address_falls_back_too(db: str) -> None:
    """Ten statuses queued when the follower left: each goes by SMS, none is lost, WeChat is called once."""
    person = await a_person(wechat="o-me", sms="13800001234")
    first = await ordered(person_id=person, address="o-me")
    wechat = Told(REFUSED)
    await deliver_once({"wechat": wechat})
    rest = [await ordered(person_id=person, address="o-me") for _ in range(3)]
    await deliver_once({"wechat": wechat})
    assert len(wechat.sent) == 1
    assert await states(first, *rest) == ["failed"] * 4
    assert await counted("deliveries where channel = 'sms'") == 4


async def test_progress_is_not_said_by_short_message_instead(db: str) -> None:
    """A message without the words of a short message is not worth one (ux.md §3.3), WeChat's refusal or not."""
    person = await a_person(wechat="o-me", sms="13800001234")
    letter = a_letter()
    letter = letter._replace(message=letter.message._replace(brief=""))
    delivery, sms = an_order(letter, person_id=person, address="o-me"), Told()
    await put(delivery, letter=letter)
    await deliver_once({"wechat": Told(REFUSED), "sms": sms})
    await deliver_once({"wechat": Told(REFUSED), "sms": sms})
    assert await states(delivery.id) == ["failed"]
    assert not sms.sent


async def test_nobody_without_a_number_gets_a_short_message(db: str) -> None:
    """No fallback without an SMS address, for a lost answer, or from another channel than WeChat."""
    alone, muted = await a_person(wechat="o-1"), await a_person(wechat="o-2", telegram="7", sms="13800001234")
    await ordered(person_id=muted, channel="telegram", address="7")
    await deliver_once({"telegram": Told(Unreachable("403", "blocked"))})
    await ordered(person_id=alone, address="o-1")
    await deliver_once({"wechat": Told(REFUSED)})
    await ordered(person_id=muted, address="o-2")
    await deliver_once({"wechat": Told(Ambiguous("no answer"))})
    assert not await counted("deliveries where channel = 'sms'")


async def test_a_quota_stops_the_channel_and_kills_nothing(db: str) -> None:
    """N7: after the first 429 no call before its time, and nothing is dead-lettered; the operator hears of it once."""
    clock, alarms = Clock(), []
    letter = a_letter()
    ids = await put(*(an_order(letter, address=f"o{n}") for n in range(200)), letter=letter)
    error = TryLater("45009", "quota", retry_after=timedelta(seconds=30), scope="channel", alarm=True)

    async def alarm(channel: str, code: str, _text: str) -> None:
        alarms.append((channel, code))

    channel = Told(*[error] * 200)
    await deliver_once({"wechat": channel}, alarm=alarm, now=clock)
    first = len(channel.sent)
    clock.forward(seconds=29)
    await deliver_once({"wechat": channel}, now=clock)
    assert len(channel.sent) == first <= 100
    assert set(await states(*ids)) == {"new"}
    assert alarms == [("wechat", "45009")]
    assert await deliver_once({"wechat": Told()}, now=clock) == 0
    assert await holds.lift("wechat")
    assert await deliver_once({"wechat": Told()}, now=clock) == 199  # the one that was refused keeps its own time


async def test_a_throttled_address_waits_and_the_others_do_not(db: str) -> None:
    """43117 holds back one follower's messages, also those enqueued later."""
    clock = Clock()
    error = TryLater("43117", "too often", retry_after=timedelta(minutes=5), scope="address")
    tired = await ordered(address="o-tired")
    await deliver_once({"wechat": Told(error)}, now=clock)
    more, other = await ordered(address="o-tired"), await ordered(address="o-fresh")
    clock.forward(seconds=60)
    channel = Told()
    await deliver_once({"wechat": channel}, now=clock)
    assert [parcel.delivery_id for parcel in channel.sent] == [other]
    assert await states(tired, more, other) == ["new", "new", "accepted"]
    clock.forward(minutes=5)
    await deliver_once({"wechat": channel}, now=clock)
    assert await states(tired, more) == ["accepted", "accepted"]


async def test_one_address_gets_one_message_a_second(db: str, valkey: str) -> None:
    """Pace: three at once for one follower go out a second apart, each in its reserved moment; a code never waits."""
    clock = Clock()
    ids = [await ordered(address="o-me") for _ in range(3)]
    code = await ordered(address="o-me", lane=Lane.CODE)
    channel = Told()
    await deliver_once({"wechat": channel}, now=clock)
    assert sorted(await states(*ids)) == ["accepted", "new", "new"]
    assert await states(code) == ["accepted"]
    waiting = sorted([(await due_at(each) - clock.moment).total_seconds() for each in ids])
    assert waiting[1:] == pytest.approx([1, 2], abs=0.2)
    for _ in range(2):
        clock.forward(seconds=1.2)
        await deliver_once({"wechat": channel}, now=clock)
    assert await states(*ids) == ["accepted"] * 3


async def test_without_redis_nothing_waits(db: str) -> None:
    """Pace is a courtesy: Redis away, everything goes out."""
    ids = [await ordered(address="o-me") for _ in range(3)]
    await deliver_once({"wechat": Told()})
    assert await states(*ids) == ["accepted"] * 3
