"""Reports: parked, joined, repeated, reordered, late (N8), and what a failure means."""

import random
from datetime import timedelta

import pytest

from kit import database
from kit.clock import now
from kit.ids import new_id
from push import addresses, arrivals, reconciling
from push.channels.outcome import Ambiguous, Parcel, Ticket
from push.channels.report import Report
from push.channels.reports import of_template
from push.delivering import deliver_once
from tests.push.channel import Told
from tests.push.orders import (
    Clock,
    a_letter,
    a_person,
    an_order,
    attempts_of,
    counted,
    due_at,
    ordered,
    put,
    row,
    states,
)

TEN_MINUTES = timedelta(minutes=10)


async def accepted(**other: object) -> tuple[object, str]:
    """A delivery that WeChat took, and the msgid it got."""
    delivery = await ordered(**other)
    await deliver_once({"wechat": Told(provider="wechat")})
    msgid = f"{new_id().int % 10**10}"
    await database.execute("update deliveries set provider_id = $1 where id = $2", msgid, delivery)
    return delivery, msgid


async def test_a_report_of_arrival_closes_the_row(db: str) -> None:
    """TEMPLATESENDJOBFINISH success: accepted becomes delivered."""
    delivery, msgid = await accepted()
    assert await arrivals.take([of_template(msgid, "success")]) == 1
    found = await row(delivery)
    assert found["state"] == "delivered"
    assert found["closed_at"] is not None
    assert not await counted("reports where joined_at is null")


async def test_reports_repeated_reordered_and_late_never_move_a_row_backwards(db: str) -> None:
    """N8: 200 messages, every report three times, shuffled, failures and arrivals mixed: delivered is final."""
    letter, dice = a_letter(), random.Random(20261121)
    ids = await put(*(an_order(letter, address=f"o{n}") for n in range(200)), letter=letter)
    await deliver_once({"wechat": Told(provider="wechat")})
    names = [(await row(each))["provider_id"] for each in ids]
    reports = [Report("wechat", name, "delivered") for name in names]
    reports += [Report("wechat", name, "failed", "user block", "failed:user block") for name in names[::2]]
    reports *= 3
    dice.shuffle(reports)
    seen: dict[str, set[str]] = {}
    while reports:
        await arrivals.take([reports.pop() for _ in range(min(len(reports), 150))])
        for name, state in zip(names, await states(*ids), strict=True):
            assert "delivered" not in seen.setdefault(name, set()) or state == "delivered"
            seen[name].add(state)
    assert set(await states(*ids)) == {"delivered"}
    assert await counted("reports") == 300


async def test_a_report_before_our_own_commit_is_parked_and_joined(db: str) -> None:
    """push-anchors §5, 2: WeChat reports before we have written its answer down; finalising joins it."""
    delivery = await ordered()

    class Hasty(Told):
        async def send(self, parcel: Parcel) -> Ticket:
            ticket = await super().send(parcel)
            assert await arrivals.take([Report("wechat", ticket.provider_id, "delivered")]) == 0
            return ticket

    await deliver_once({"wechat": Hasty(provider="wechat")})
    assert await states(delivery) == ["delivered"]


async def test_a_report_by_our_own_key_waits_until_the_row_is_written_down(db: str) -> None:
    """Kannel's dlr-url carries our key: the row is found at once, but it is still being sent."""
    delivery = await ordered(channel="sms")

    class Hasty(Told):
        async def send(self, parcel: Parcel) -> Ticket:
            await super().send(parcel)
            assert await arrivals.take([Report("kannel", parcel.key, "delivered", "1")]) == 0
            return Ticket("kannel", parcel.key)

    await deliver_once({"sms": Hasty()})
    assert await states(delivery) == ["delivered"]


async def test_what_is_left_over_is_joined_by_the_clock(db: str) -> None:
    """The job finds parked reports whose delivery came meanwhile, and only those."""
    delivery, msgid = await accepted()
    sql = "insert into reports values ($1, $2, 'delivered', '', '', null, $3, null)"
    await database.executemany(sql, [("wechat", msgid, now()), ("wechat", "0", now())])
    assert await reconciling.join_parked() == 1
    assert await states(delivery) == ["delivered"]
    assert await counted("reports where joined_at is null") == 1
    assert await reconciling.join_parked() == 0


@pytest.mark.parametrize(("status", "state"), [("delivered", "delivered"), ("failed", "failed")])
async def test_a_late_report_settles_an_uncertain_row(db: str, status: str, state: str) -> None:
    """§2: an SMS whose answer was lost is closed by its DLR, which names it by our key; it was never sent again."""
    delivery = await ordered(channel="sms")
    channel = Told(Ambiguous("no answer"))
    await deliver_once({"sms": channel})
    assert await states(delivery) == ["uncertain"]
    await arrivals.take([Report("kannel", delivery.hex, status)])  # type: ignore[arg-type]
    assert await states(delivery) == [state]
    assert len(channel.sent) == 1


async def test_a_report_that_came_before_the_row_turned_uncertain_settles_it(db: str) -> None:
    """The answer is lost, the DLR is not: joined when the attempt is written down."""
    delivery = await ordered(channel="sms")

    class Lost(Told):
        async def send(self, parcel: Parcel) -> Ticket:
            await arrivals.take([Report("kannel", parcel.key, "delivered", "1")])
            raise Ambiguous("no answer")

    await deliver_once({"sms": Lost()})
    assert await states(delivery) == ["delivered"]


async def test_somebody_who_blocks_us_is_muted_there_and_told_by_short_message(db: str) -> None:
    """'failed:user block': failed, the address lost, one SMS instead, however often it is reported."""
    person = await a_person(wechat="o-me", sms="13800001234")
    delivery, msgid = await accepted(person_id=person, address="o-me")
    for _ in range(3):
        await arrivals.take([of_template(msgid, "failed:user block")])
    found = await row(delivery)
    assert (found["state"], found["reason"]) == ("failed", "failed:user block")
    assert {each.address.channel: each.state for each in await addresses.of_person(person)} == {
        "wechat": "lost",
        "sms": "active",
    }
    assert await counted("deliveries where channel = 'sms' and state = 'new'") == 1


@pytest.mark.parametrize("status", ["failed: system failed", "failed:freq limit"])
async def test_a_passing_failure_is_tried_again_after_the_key_is_forgotten(db: str, status: str) -> None:
    """Ten minutes later at the earliest, for before that WeChat would drop it as a repeat; then with a new msgid."""
    clock = Clock()
    delivery, msgid = await accepted()
    await arrivals.take([of_template(msgid, status)])
    found = await row(delivery)
    assert (found["state"], found["failures"]) == ("new", 1)
    assert await due_at(delivery) - clock.moment >= TEN_MINUTES
    clock.to(await due_at(delivery))
    await deliver_once({"wechat": Told(provider="again")}, now=clock)
    assert await attempts_of(delivery) == ["accepted", "accepted"]
    assert await states(delivery) == ["accepted"]


async def test_a_passing_failure_of_what_expires_meanwhile_is_dead(db: str) -> None:
    """No retry after the expiry: dead, visible, replayable."""
    delivery, msgid = await accepted(expires_at=now() + timedelta(minutes=5))
    await arrivals.take([of_template(msgid, "failed:freq limit")])
    assert await states(delivery) == ["dead"]


async def test_an_arrival_reported_while_a_retry_waits_calls_the_retry_off(db: str) -> None:
    """A failure, then an arrival for the same msgid: it is not sent a second time."""
    delivery, msgid = await accepted()
    await arrivals.take([of_template(msgid, "failed:freq limit")])
    await arrivals.take([of_template(msgid, "success")])
    assert await states(delivery) == ["delivered"]


async def test_a_report_for_nobody_is_kept_and_moves_nothing(db: str) -> None:
    """Another system's message id, or MsgID 0: parked, no error, no row touched."""
    delivery, _msgid = await accepted()
    assert await arrivals.take([Report("wechat", "0", "delivered"), Report("kannel", "f" * 32, "failed")]) == 0
    assert await arrivals.take([]) == 0
    assert await states(delivery) == ["accepted"]
    assert await counted("reports where joined_at is null") == 2
