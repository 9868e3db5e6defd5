"""Workers that die, pause and come back: leases run out, keys fence, nothing is lost and nothing doubled (K1–K4)."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kit import database, failpoints
from kit.clock import now
from kit.ids import new_id
from push import claiming, finalising, letters, reconciling, sending
from push.channels.outcome import Ticket
from push.claiming import LEASE, Batch
from push.delivering import deliver_once
from push.line import Line
from push.verdicts import Attempted, taken
from tests.push.channel import Told
from tests.push.orders import Clock, a_letter, an_order, attempts_of, counted, ordered, put, row, states

OVER = LEASE + timedelta(seconds=1)


async def died_holding(channel: str) -> tuple[Batch, datetime]:
    """A worker claims what is due and is never heard of again; return its batch and when its lease is over."""
    batch = await claiming.claim(channel, now(), 500)
    return batch, batch.claimed_at + OVER


async def test_what_a_dead_worker_held_goes_out_again_where_repeats_are_dropped(db: str) -> None:
    """K1, WeChat: back to new with the same key, recorded as a lost try, sent by the next worker."""
    delivery = await ordered()
    batch, over = await died_holding("wechat")
    assert await reconciling.release_stale(batch.claimed_at + LEASE) == 0
    assert await reconciling.release_stale(over) == 1
    clock, channel = Clock(), Told()
    clock.to(over)
    await deliver_once({"wechat": channel}, now=clock)
    assert channel.keys == {delivery.hex: 1}
    assert await attempts_of(delivery) == ["lost", "accepted"]
    assert await states(delivery) == ["accepted"]
    assert not await counted("leases")


@pytest.mark.parametrize("channel", ["sms", "telegram"])
async def test_what_a_dead_worker_held_is_uncertain_where_repeats_arrive(db: str, channel: str) -> None:
    """K1, SMS and Telegram: nobody knows whether it left, so it wants the operator and is never sent by itself."""
    delivery = await ordered(channel=channel)
    _batch, over = await died_holding(channel)
    assert await reconciling.release_stale(over) == 1
    found = await row(delivery)
    assert (found["state"], found["reason"], found["shelf"]) == ("uncertain", "worker_lost", 2)
    told, clock = Told(), Clock()
    clock.to(over)
    assert await deliver_once({channel: told}, now=clock) == 0


async def test_a_death_found_after_nine_minutes_leaves_wechat_uncertain_too(db: str) -> None:
    """§2: the key is no longer sure to be remembered."""
    delivery = await ordered()
    batch, _over = await died_holding("wechat")
    await reconciling.release_stale(batch.claimed_at + timedelta(minutes=9, seconds=1))
    assert await states(delivery) == ["uncertain"]


async def test_the_nine_minutes_begin_with_the_first_death(db: str) -> None:
    """A second and a third worker die over the same message: the window does not open anew."""
    delivery = await ordered()
    batch, over = await died_holding("wechat")
    await reconciling.release_stale(over)
    again = await claiming.claim("wechat", over, 500)
    assert again.rows[0].doubtful_since == batch.claimed_at
    await reconciling.release_stale(batch.claimed_at + timedelta(minutes=9, seconds=1))
    assert await states(delivery) == ["uncertain"]


async def test_a_paused_worker_writes_nothing_when_it_wakes(db: str) -> None:
    """K4: its lease was lost and another worker delivered: its late finalise changes 0 rows, adds no attempt."""
    delivery = await ordered()
    batch, over = await died_holding("wechat")
    await reconciling.release_stale(over)
    clock = Clock()
    clock.to(over)
    await deliver_once({"wechat": Told(provider="other")}, now=clock)
    before = await row(delivery)
    late = [Attempted(due, taken(due, Ticket("late", "1"), 60_000)) for due in batch.rows]
    assert await finalising.finalise(Line("wechat", Told()), batch.key, late) == 0
    assert await row(delivery) == before
    assert await attempts_of(delivery) == ["lost", "accepted"]


async def test_a_worker_that_was_paused_begins_nothing_after_its_lease(db: str) -> None:
    """K4: it wakes after the claim; what it has not begun goes back untouched, SMS included: no doubt, no double."""
    delivery = await ordered(channel="sms")
    channel = Told()
    line = Line("sms", channel)
    batch = await claiming.claim("sms", now(), 4)
    said = await letters.read(due.message_id for due in batch.rows)
    recorded: list[Attempted] = []

    async def record(done: list[Attempted]) -> None:
        recorded.extend(done)

    soon = asyncio.get_running_loop().time()
    assert soon < batch.last_start < soon + LEASE.total_seconds() - 10
    woken = replace(batch, last_start=soon - 1)
    await sending.send_all(line, woken, batch.rows, said, record)
    assert channel.sent == []
    assert await finalising.finalise(line, batch.key, recorded) == 1
    assert await states(delivery) == ["new"]
    assert (await row(delivery))["doubtful_since"] is None


async def test_a_successor_that_came_while_a_worker_died_goes_first(db: str) -> None:
    """R-10: the dead worker's row gives way instead of going out behind its successor."""
    letter, newer = a_letter(), a_letter()
    me = new_id()
    (old,) = await put(an_order(letter, person_id=me, thread="d", seq=1), letter=letter)
    _batch, over = await died_holding("wechat")
    (new,) = await put(an_order(newer, person_id=me, thread="d", seq=2), letter=newer)
    await reconciling.release_stale(over)
    assert await states(old, new) == ["superseded", "new"]


PLACES = [
    "relay.after_claim",
    "send.before_write",
    "send.after_write_before_reply",
    "send.after_reply_before_mark",
    "mark.before_commit",
]


async def _until_quiet(channels: dict[str, Told], clock: Clock) -> None:
    for _ in range(6):
        for _name in channels:
            try:
                await deliver_once(channels, now=clock)
            except failpoints.FailpointHit:
                clock.forward(seconds=1)
        clock.forward(seconds=70)
        await reconciling.release_stale(clock.moment)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["wechat", "sms"])
async def test_failing_at_any_place_loses_and_doubles_nothing(db: str, place: str, name: str) -> None:
    """K1 in one process: at each failpoint, every row ends sent once or visibly uncertain."""
    letter = a_letter()
    ids = await put(*(an_order(letter, channel=name, address=f"a{n}") for n in range(6)), letter=letter)
    failpoints.arm(f"{place}:2=raise" if place != "relay.after_claim" else f"{place}=raise")
    channel, clock = Told(), Clock()
    await _until_quiet({name: channel}, clock)
    found = await states(*ids)
    assert set(found) <= {"accepted", "uncertain"}
    if name == "wechat":
        assert set(found) == {"accepted"}
        assert set(channel.keys) == {each.hex for each in ids}
    else:
        assert max(channel.keys.values(), default=0) == 1
        assert found.count("uncertain") <= 4


async def test_finalising_outlives_a_short_absence_of_the_database(db: str) -> None:
    """D1: the first try fails, the lease still stands, the second writes it down: SMS stays certain."""
    delivery = await ordered(channel="sms")
    failpoints.arm("mark.before_commit=raise")
    await deliver_once({"sms": Told()})
    assert await states(delivery) == ["accepted"]
    assert await attempts_of(delivery) == ["accepted"]


async def test_the_log_has_one_line_for_every_try(db: str) -> None:
    """Attempts are numbered without gaps, the lost ones included, and equal what the row counts."""
    ids = [await ordered() for _ in range(3)]
    _batch, over = await died_holding("wechat")
    await reconciling.release_stale(over)
    clock = Clock()
    clock.to(over)
    await deliver_once({"wechat": Told()}, now=clock)
    numbers = await database.fetch("select delivery_id, no from attempts order by delivery_id, no")
    assert [each["no"] for each in numbers] == [1, 2] * 3
    assert [(await row(each))["attempts"] for each in ids] == [2] * 3
