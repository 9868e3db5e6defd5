"""Flights: sent by who ordered them, rows once the outcome is known, and nothing lost or overtaken on the way."""

import asyncio
from datetime import timedelta

import orjson
import pytest

from kit import database
from kit.clock import now
from kit.ids import new_id
from push import claiming, flights, flying, holds
from push.arrivals import take
from push.channels.outcome import Ambiguous, TryLater, Unreachable
from push.channels.report import Report
from push.delivering import deliver_once
from push.flights import Flight
from push.holds import WHOLE_CHANNEL, Hold
from push.lanes import Lane
from push.line import Line
from push.reconciling import release_stale
from tests.push.boarding import WECHAT, boarded, flown, threaded
from tests.push.channel import Told
from tests.push.orders import a_letter, a_person, attempts_of, counted, put, row, states


async def test_a_flight_stands_in_one_row_and_becomes_a_row_of_each(db: str) -> None:
    """Before a byte leaves the manifest is committed; afterwards the delivery is accepted, with its attempt."""
    letter, person = a_letter(), await a_person(wechat="o-me")
    order = threaded(letter, person, address="o-me", why="因：按个人订阅", tenant_id=new_id(), subscription_id=new_id())
    (flight,) = await boarded(order, letter=letter)
    assert await counted("flights") == 1
    assert not await counted("deliveries")
    channel = Told(provider="wechat")
    await flying.fly(Line("wechat", channel), flight)
    (parcel,) = channel.sent
    assert (parcel.delivery_id, parcel.key, parcel.address.value) == (order.id, order.id.hex, "o-me")
    found = await row(order.id)
    said = {name: found[name] for name in ("state", "shelf", "provider", "provider_id", "attempts", "why", "seq")}
    assert said == {
        "state": "accepted",
        "shelf": 1,
        "provider": "wechat",
        "provider_id": "wechat-1",
        "attempts": 1,
        "why": "因：按个人订阅",
        "seq": 2,
    }
    assert database.as_uuid(found["tenant_id"]) == order.tenant_id
    assert database.as_uuid(found["subscription_id"]) == order.subscription_id
    assert found["accepted_at"] is not None
    assert found["lease_key"] is found["doubtful_since"] is found["closed_at"] is None
    assert await attempts_of(order.id) == ["accepted"]
    assert not await counted("flights")


@pytest.mark.parametrize(
    "other",
    [
        {"channel": "sms"},
        {"thread": ""},
        {"held": "burst"},
        {"lane": Lane.MASS},
        {"due_at": now() + timedelta(hours=1)},
    ],
)
async def test_what_promises_nothing_or_must_wait_stays_on_the_ground(db: str, other: dict[str, object]) -> None:
    """Only a provider that drops repeats, only a status of a thread, only what is due."""
    letter = a_letter()
    order = threaded(letter, await a_person(), **other)
    async with database.transaction():
        assert await flights.board([order], ("wechat", "sms"), now()) == ([], [order])


async def test_an_older_one_that_is_unsent_keeps_the_newer_on_the_ground(db: str) -> None:
    """The outbox knows how to replace it; and a newer one that went before outranks what comes late."""
    letter, person = a_letter(), await a_person()
    await put(threaded(letter, person, seq=1), letter=letter)
    assert not await boarded(threaded(a_letter(), person, seq=2), letter=letter)
    other = await a_person()
    await flown(Told(), threaded(letter, other, seq=5), letter=letter)
    assert await boarded(threaded(a_letter(), other, seq=6, thread="document:2"), letter=letter)
    assert not await boarded(threaded(a_letter(), other, seq=4), letter=letter)


async def test_a_thread_in_the_air_keeps_the_newer_on_the_ground_until_it_lands(db: str) -> None:
    """Otherwise a phone might hear the older status last; the outbox, too, waits for the landing."""
    letter, person, later = a_letter(), await a_person(wechat="o-me"), a_letter()
    (flight,) = await boarded(threaded(letter, person, address="o-me", seq=2), letter=letter)
    newer = threaded(later, person, address="o-me", seq=3)
    assert not await boarded(newer, letter=later)
    channel = Told()
    await deliver_once({"wechat": channel})
    assert not channel.sent
    assert await states(newer.id) == ["new"]
    await flying.fly(Line("wechat", channel), flight)
    await deliver_once({"wechat": channel}, now=lambda: now() + timedelta(seconds=5))
    assert [parcel.delivery_id for parcel in channel.sent] == [flight.batch.rows[0].id, newer.id]


async def test_two_of_one_thread_in_a_batch_stay_on_the_ground(db: str) -> None:
    """The outbox replaces the older by the newer."""
    letter, person = a_letter(), await a_person()
    later = a_letter()
    older, newer = threaded(letter, person, seq=2), threaded(later, person, seq=3)
    async with database.transaction():
        assert await flights.board([older, newer], WECHAT, now()) == ([], [older, newer])


@pytest.mark.parametrize("address", [WHOLE_CHANNEL, "o-held"])
async def test_what_the_provider_forbade_does_not_fly(db: str, address: str) -> None:
    """A hold on the channel or on the address, as every claim reads it."""
    letter, person = a_letter(), await a_person()
    async with database.transaction():
        await holds.put([Hold("wechat", address, now() + timedelta(minutes=5), "45009", "")], now())
    async with database.transaction():
        assert not (await flights.board([threaded(letter, person, address="o-held")], WECHAT, now()))[0]
        others, _left = await flights.board([threaded(letter, person, address="o-free")], WECHAT, now())
    assert bool(others) == (address != WHOLE_CHANNEL)


async def test_refusals_and_doubts_are_written_as_after_a_claim(db: str) -> None:
    """Refused for now, refused for good, no answer: each row is what a claimed delivery would have become."""
    letter = a_letter()
    errors = [TryLater("-1", "busy"), Unreachable("43004", "not following", address_gone=True), Ambiguous("silence")]
    people = [await a_person(wechat=f"o{n}") for n in range(3)]
    orders = [threaded(letter, person, address=f"o{n}") for n, person in enumerate(people)]
    for error, order in zip(errors, orders, strict=True):
        await flown(Told(error), order, letter=letter)
    assert await states(*(order.id for order in orders)) == ["new", "failed", "new"]
    assert [await attempts_of(order.id) for order in orders] == [["refused"], ["unreachable"], ["ambiguous"]]
    doubtful = [(await row(order.id))["doubtful_since"] is not None for order in orders]
    assert doubtful == [False, False, True]
    assert await counted("addresses where state = 'lost'") == 1
    assert not await counted("flights")


async def test_a_lost_flight_becomes_what_a_claim_would_have_left(db: str) -> None:
    """The process died in the air: when the lease is over everything aboard is sent again with the same key."""
    letter, person = a_letter(), await a_person(wechat="o-me")
    (flight,) = await boarded(threaded(letter, person, address="o-me"), letter=letter)
    (due,) = flight.batch.rows
    later = now() + claiming.LEASE + timedelta(seconds=1)
    assert await release_stale(now()) == 0
    assert await release_stale(later) == 1
    found = await row(due.id)
    assert (found["state"], found["address"], found["seq"]) == ("new", "o-me", 2)
    assert database.as_time(found["doubtful_since"]) == flight.batch.claimed_at
    assert database.as_time(found["expires_at"]) == due.expires_at
    assert await attempts_of(due.id) == ["lost"]
    assert not await counted("flights")
    assert not await counted("leases")
    channel = Told()
    await deliver_once({"wechat": channel}, now=lambda: later)
    assert [parcel.key for parcel in channel.sent] == [due.id.hex]


async def test_who_lost_the_lease_writes_nothing_any_more(db: str) -> None:
    """Stopped for longer than the lease, a process finds its flight taken over: its rows stay as others left them."""
    letter, person = a_letter(), await a_person(wechat="o-me")
    (flight,) = await boarded(threaded(letter, person, address="o-me"), letter=letter)
    async with database.transaction():
        assert await flights.ours(flight)
    await release_stale(now() + claiming.LEASE + timedelta(seconds=1))
    async with database.transaction():
        assert not await flights.ours(flight)
    await flying.fly(Line("wechat", Told()), flight)
    assert await states(flight.batch.rows[0].id) == ["new"]
    assert await attempts_of(flight.batch.rows[0].id) == ["lost"]


async def test_what_was_written_down_before_the_crash_is_not_sent_again(db: str) -> None:
    """A flight written down in part: its lease hands over only the rest."""
    letter, people = a_letter(), [await a_person(wechat=f"o{n}") for n in range(2)]
    orders = [threaded(letter, person, address=f"o{n}") for n, person in enumerate(people)]
    (flight,) = await boarded(*orders, letter=letter)
    first = Flight("wechat", claiming.Batch(*[*_fields(flight)[:3], flight.batch.rows[:1]]))
    async with database.transaction():
        assert await flights.ours(flight)
        await flying.finalising.land(Line("wechat", Told()), first, await _accepted(first), is_last=False)
    await release_stale(now() + claiming.LEASE + timedelta(seconds=1))
    assert await states(*(order.id for order in orders)) == ["accepted", "new"]
    assert [await attempts_of(order.id) for order in orders] == [["accepted"], ["lost"]]


def _fields(flight: Flight) -> list[object]:
    batch = flight.batch
    return [batch.key, batch.claimed_at, batch.last_start]


async def _accepted(flight: Flight) -> list[flying.Attempted]:
    done: list[flying.Attempted] = []

    async def record(part: list[flying.Attempted]) -> None:
        done.extend(part)

    said = await flying.letters.read([due.message_id for due in flight.batch.rows])
    await flying.send_all(Line("wechat", Told()), flight.batch, list(flight.batch.rows), said, record)
    return done


async def test_rights_asked_too_long_ago_send_nothing(db: str) -> None:
    """Waiting for a token, say: what cannot begin in time goes to the outbox, where rights are asked anew (R-9)."""
    letter, person = a_letter(), await a_person(wechat="o-me")
    (flight,) = await boarded(threaded(letter, person, address="o-me"), letter=letter)
    assert flight.batch.last_start < asyncio.get_running_loop().time() + 2
    stale = Flight("wechat", claiming.Batch(flight.batch.key, flight.batch.claimed_at, 0.0, flight.batch.rows))
    channel = Told()
    await flying.fly(Line("wechat", channel), stale)
    assert not channel.sent
    assert await states(flight.batch.rows[0].id) == ["new"]
    assert not await attempts_of(flight.batch.rows[0].id)
    await deliver_once({"wechat": channel})
    assert len(channel.sent) == 1


async def test_a_report_that_came_first_is_joined_at_the_landing(db: str) -> None:
    """The provider was quicker than our commit: the report waits, parked, and closes the row."""
    letter, person = a_letter(), await a_person(wechat="o-me")
    (flight,) = await boarded(threaded(letter, person, address="o-me"), letter=letter)
    await take([Report(provider="wechat", provider_id="wechat-1", status="delivered")])
    await flying.fly(Line("wechat", Told(provider="wechat")), flight)
    assert await states(flight.batch.rows[0].id) == ["delivered"]


async def test_what_is_in_the_air_can_be_named(db: str) -> None:
    """Who asks why nothing came yet learns that it is on its way."""
    letter, person = a_letter(), await a_person(wechat="o-me")
    (flight,) = await boarded(threaded(letter, person, address="o-me"), letter=letter)
    asked = flight.batch.rows[0].id
    assert await flights.aboard([asked, new_id()]) == {asked}
    await flying.fly(Line("wechat", Told()), flight)
    assert not await flights.aboard([asked])


async def test_the_manifest_holds_what_it_takes_to_send(db: str) -> None:
    """One array a delivery, ids and moments as text: what another version of us must be able to read."""
    letter, person = a_letter(), await a_person(wechat="o-me")
    (flight,) = await boarded(threaded(letter, person, address="o-me"), letter=letter)
    (found,) = await database.fetch("select orders from flights")
    due = flight.batch.rows[0]
    ((id_, message, who, _tenant, _subscription, why, address, thread, seq, lane, expires_at, *_rest),) = orjson.loads(
        bytes(found["orders"])
    )
    assert (id_, message, who) == (str(due.id), str(due.message_id), str(due.person_id))
    assert (why, address, thread, seq, lane) == (due.why, "o-me", "document:1", 2, 2)
    assert database.as_time(expires_at) == due.expires_at
