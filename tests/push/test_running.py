"""Order within a thread, slow answers, and the loops that run for ever."""

import asyncio

import pytest

from kit import bell, database
from push import delivering, outbox
from push.channels.outcome import Ticket, TryLater
from push.delivering import deliver_once
from tests.push.channel import Told
from tests.push.orders import (
    Clock,
    a_letter,
    a_person,
    an_order,
    counted,
    ordered,
    put,
    row,
    states,
)


async def test_an_older_status_refused_does_not_overtake_its_successor(db: str) -> None:
    """R-10: while the first was on the wire a newer one came; the first, refused, gives way and is not sent again."""
    person, clock = await a_person(wechat="o-me"), Clock()
    newer = a_letter()
    first = await ordered(person_id=person, address="o-me", thread="d", seq=1)
    second = []

    class Meanwhile(Told):
        async def send(self, parcel: object) -> Ticket:
            if not second:
                order = an_order(newer, person_id=person, address="o-me", thread="d", seq=2)
                second.extend(await put(order, letter=newer))
            return await super().send(parcel)  # type: ignore[arg-type]

    channel = Meanwhile(TryLater("-1", "busy"))
    for _ in range(4):
        await deliver_once({"wechat": channel}, now=clock)
        clock.forward(minutes=1)
    assert await states(first, *second) == ["superseded", "accepted"]
    assert database.as_uuid((await row(first))["successor_id"]) == second[0]
    assert [parcel.delivery_id for parcel in channel.sent] == [first, *second]


async def test_what_is_on_the_wire_when_its_successor_comes_may_still_arrive(db: str) -> None:
    """It cannot be taken back: accepted is written down, and the successor follows it in order."""
    person = await a_person(wechat="o-me")
    first, newer = await ordered(person_id=person, address="o-me", thread="d", seq=1), a_letter()
    order = an_order(newer, person_id=person, address="o-me", thread="d", seq=2)

    class Meanwhile(Told):
        async def send(self, parcel: object) -> Ticket:
            if not self.sent:
                await put(order, letter=newer)
                await deliver_once({"wechat": self})  # it waits its turn behind the one on its way
                assert len(self.sent) == 0
            return await super().send(parcel)  # type: ignore[arg-type]

    channel, later = Meanwhile(), Clock()
    await deliver_once({"wechat": channel})
    assert await states(first, order.id) == ["accepted", "new"]
    later.forward(seconds=2)
    await deliver_once({"wechat": channel}, now=later)
    assert await states(first, order.id) == ["accepted", "accepted"]


async def test_a_late_older_status_is_superseded_by_what_was_sent(db: str) -> None:
    """Fan-outs may finish out of order: an older status that comes after a newer one was accepted is not sent."""
    person = await a_person(wechat="o-me")
    newer = await ordered(person_id=person, address="o-me", thread="d", seq=2)
    channel = Told()
    await deliver_once({"wechat": channel})
    older = await ordered(person_id=person, address="o-me", thread="d", seq=1)
    await deliver_once({"wechat": channel})
    assert await states(newer, older) == ["accepted", "superseded"]
    assert database.as_uuid((await row(older))["successor_id"]) == newer
    assert len(channel.sent) == 1


async def test_slow_answers_do_not_keep_the_others_from_being_written_down(db: str) -> None:
    """N1: one request hangs; what was accepted meanwhile is in the table before it ends."""
    letter = a_letter()
    ids = await put(*(an_order(letter, channel="sms", address=f"138{n}") for n in range(4)), letter=letter)
    hang = asyncio.Event()

    class Hanging(Told):
        async def send(self, parcel: object) -> Ticket:
            ticket = await super().send(parcel)  # type: ignore[arg-type]
            if len(self.sent) == 1:
                await hang.wait()
            return ticket

    running = asyncio.create_task(deliver_once({"sms": Hanging()}))
    for _ in range(100):
        await asyncio.sleep(0.02)
        if await counted("deliveries where state = 'accepted'") == 3:
            break
    assert sorted(await states(*ids)) == ["accepted", "accepted", "accepted", "sending"]
    hang.set()
    await running
    assert set(await states(*ids)) == {"accepted"}


async def test_running_wakes_at_the_bell_and_ends_in_good_order(db: str, valkey: str) -> None:
    """K5: told to stop, it finishes what is on the wire, gives back the rest, and leaves nothing uncertain."""
    stop, channel = asyncio.Event(), Told(delay=0.05)
    running = asyncio.create_task(delivering.run({"sms": channel}, stop=stop))
    await asyncio.sleep(0.2)
    ids = [await ordered(channel="sms", address=f"138{n}") for n in range(30)]
    began = asyncio.get_running_loop().time()
    await bell.ring(outbox.BELL)
    while not channel.sent:
        await asyncio.sleep(0.005)
    assert asyncio.get_running_loop().time() - began < 0.5
    stop.set()
    await asyncio.wait_for(running, 5)
    found = await states(*ids)
    assert set(found) == {"accepted", "new"}
    assert found.count("accepted") == len(channel.sent) < 30


async def test_being_cancelled_is_being_told_to_stop(db: str) -> None:
    """A cancelled run writes down what it sent before it goes."""
    channel = Told(delay=0.1)
    delivery = await ordered(channel="sms")
    running = asyncio.create_task(delivering.run({"sms": channel}))
    while not channel.sent:
        await asyncio.sleep(0.005)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await states(delivery) == ["accepted"]
