"""The clock's work: rows that expire while they wait, holds that are over, gauges; and what the batch line says."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from kit import metrics
from kit.clock import now
from push import holds, reconciling
from push.channels.outcome import Ambiguous, Unreachable
from push.delivering import deliver_once
from push.holds import Hold
from tests.push.channel import Told
from tests.push.orders import Clock, ordered, row, states

AN_HOUR = timedelta(hours=1)


async def test_what_expires_while_it_waits_is_dead_and_says_so(db: str) -> None:
    """A status held back for longer than it is worth anything: never silent."""
    moment = now()
    held = await ordered(due_at=moment + AN_HOUR, expires_at=moment + timedelta(minutes=5))
    fresh = await ordered(due_at=moment + AN_HOUR)
    assert await reconciling.sweep(moment) == 0
    assert await reconciling.sweep(moment + timedelta(minutes=6)) == 1
    found = await row(held)
    assert (found["state"], found["reason"], found["shelf"]) == ("dead", "expired", 2)
    assert await states(fresh) == ["new"]


async def test_what_expires_in_doubt_is_uncertain(db: str) -> None:
    """It may have arrived: dead would be a lie."""
    clock = Clock()
    delivery = await ordered(expires_at=now() + timedelta(seconds=30))
    await deliver_once({"wechat": Told(Ambiguous("no answer"))}, now=clock)
    await reconciling.sweep(clock.forward(minutes=1))
    assert await states(delivery) == ["uncertain"]


async def test_the_sweep_forgets_holds_that_are_over(db: str) -> None:
    """And only those."""
    await holds.put([Hold("wechat", "", now() + AN_HOUR, "45009", "quota")], now())
    await reconciling.sweep(now() + 2 * AN_HOUR)
    assert await holds.standing(now()) == []


async def test_the_gauges_show_what_stands(db: str) -> None:
    """R-18: uncertain and dead rows, and the age of the oldest unsent."""
    await ordered(due_at=now() - timedelta(minutes=6))
    await ordered(channel="sms")
    await deliver_once({"sms": Told(Ambiguous("no answer"))})
    await reconciling.measure()
    assert metrics.STANDING.labels("uncertain")._value.get() == 1
    assert 360 <= metrics.OLDEST_UNSENT._value.get() < 420


async def test_a_batch_is_one_line_with_its_trace_and_counted(db: str) -> None:
    """One trace id from receipt to delivery: the batch's line carries it, and so does the line of a bad end, masked."""
    counter = metrics.DELIVERIES.labels("wechat", "accept")
    before = counter._value.get()
    await ordered()
    bad = await ordered(channel="sms", address="13800001234")
    with capture_logs() as lines:
        await deliver_once({"wechat": Told(), "sms": Told(Unreachable("x", "空号"))})
    handled = {line["channel"]: line for line in lines if line["event"] == "handled"}
    (ended,) = [line for line in lines if line["event"] == "not delivered"]
    assert handled["wechat"]["traces"] == handled["sms"]["traces"] == ["a" * 32]
    assert (handled["wechat"]["deliveries"], handled["wechat"]["accept"]) == (1, 1)
    assert (ended["delivery"], ended["address"], ended["code"]) == (str(bad), "138****1234", "x")
    assert counter._value.get() == before + 1


async def test_an_alarm_that_cannot_be_sounded_stops_nothing(db: str) -> None:
    """The row is written down although the operator's alarm fails."""
    delivery = await ordered()

    async def broken(*_told: str) -> None:
        raise OSError("no alarm")

    await deliver_once({"wechat": Told(Unreachable("47003", "bad", alarm=True))}, alarm=broken)
    assert await states(delivery) == ["failed"]


@pytest.mark.parametrize("told", ["delivered", "failed"])
async def test_the_sweep_joins_reports_left_over(db: str, told: str) -> None:
    """A report that was parked between two commits is joined by the next sweep."""
    from kit import database

    delivery = await ordered()
    await deliver_once({"wechat": Told(provider="wechat")})
    sql = "insert into reports values ('wechat', 'wechat-1', $1, '', '', null, $2, null)"
    await database.execute(sql, told, now())
    assert await reconciling.sweep() == 1
    assert await states(delivery) == [told]
