"""What comes late waits for the end of quiet hours, as a first try would have; and what does not wait."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from kit import database
from kit.clock import in_shanghai, now
from kit.ids import new_id
from push.channels.outcome import TryLater
from push.claiming import Due
from push.delivering import deliver_once
from push.lanes import Lane
from push.line import Wait
from subscriptions import merging, preferences, resting
from subscriptions.fanout import WORTH
from subscriptions.quiet import QuietHours
from tests.push.channel import Told
from tests.subscriptions import house

pytestmark = pytest.mark.usefixtures("db")
HOUR = timedelta(hours=1)


def around(moment: datetime, *, urgent_breaks: bool = True) -> QuietHours:
    """Quiet hours from an hour before until an hour after."""
    wall = in_shanghai(moment)
    return QuietHours((wall - HOUR).time(), (wall + HOUR).time(), urgent_breaks=urgent_breaks)


async def asleep(*, urgent_breaks: bool = True) -> UUID:
    """Somebody who follows the enterprise on WeChat and wants quiet now."""
    who = await house.person()
    await house.follow(who)
    await preferences.keep_quiet(who, around(now(), urgent_breaks=urgent_breaks))
    return who


def due(who: UUID, **changes: Any) -> Due:
    whole: dict[str, Any] = dict.fromkeys(Due._fields, 0) | {
        "id": new_id(),
        "message_id": new_id(),
        "person_id": who,
        "subscription_id": new_id(),
        "lane": Lane.STATUS,
        "attempts": 1,
        "doubtful_since": None,
        "expires_at": now() + WORTH,
    }
    return Due(**whole | changes)


async def waits(*rows: Due) -> set[UUID]:
    return set(await resting.waits(rows))


async def gate(rows: list[Due]) -> Mapping[UUID, Wait]:
    return await resting.waits(rows)


async def test_a_retry_in_the_night_waits_for_the_morning() -> None:
    """Refused once, due again in quiet hours: nothing is sent, it waits for their end and goes out then."""
    who = await house.person()
    await house.follow(who)
    await house.happen(house.news())
    await house.fan_out()
    channel = Told(TryLater("45011", "busy"))
    await deliver_once({"wechat": channel}, gate)
    await preferences.keep_quiet(who, around(now()))
    await database.execute("update deliveries set due_at = $1", now())
    await deliver_once({"wechat": channel}, gate)
    [row] = await house.deliveries()
    assert (row["state"], row["held"], row["attempts"], len(channel.sent)) == ("new", "quiet", 1, 1)
    assert timedelta(minutes=58) < house.moment(row["due_at"]) - now() <= HOUR
    await preferences.keep_quiet(who, None)
    await database.execute("update deliveries set due_at = $1", now())
    await deliver_once({"wechat": channel}, gate)
    assert [row["state"] for row in await house.deliveries()] == ["accepted"]


async def test_what_stood_still_waits_and_what_is_in_time_passes() -> None:
    """A channel that was held for hours lets its first tries go at night; a first try in time was placed already."""
    who = await asleep()
    in_time, stood = due(who, attempts=0), due(who, attempts=0, expires_at=now() + WORTH - HOUR)
    assert await waits(in_time, stood) == {stood.id}


async def test_codes_and_personal_messages_break_quiet() -> None:
    who = await asleep()
    assert await waits(due(who, lane=Lane.CODE), due(who, lane=Lane.PERSONAL), due(who, person_id=None)) == set()


@pytest.mark.parametrize("breaks", [True, False])
async def test_the_urgent_goes_out_where_its_person_lets_it(*, breaks: bool) -> None:
    who = await asleep(urgent_breaks=breaks)
    calm, pressing = house.news(), house.news(urgent=True)
    await house.happen(calm, pressing)
    rows = [due(who, message_id=said.id) for said in (calm, pressing)]
    assert await waits(*rows) == ({rows[0].id} if breaks else {row.id for row in rows})


@pytest.mark.parametrize("urgent", [True, False])
async def test_a_digest_is_urgent_if_one_of_its_members_is(*, urgent: bool) -> None:
    """A burst shortly before the night ends in a digest within it: it waits, unless it says something urgent."""
    who = await house.person()
    await house.follow(who)
    await house.happen(house.news(), house.news(urgent=urgent))
    await house.fan_out()
    await database.execute("update deliveries set held = 'burst'")
    assert await merging.merge_held() == 1
    await preferences.keep_quiet(who, around(now()))
    [row] = [each for each in await house.deliveries() if each["subscription_id"] is None]
    digest, message = database.as_uuid(row["id"]), database.as_uuid(row["message_id"])
    asked = due(who, id=digest, message_id=message, subscription_id=None, attempts=0)
    assert await waits(asked) == (set() if urgent else {digest})


async def test_nothing_waits_beyond_its_expiry() -> None:
    """Waiting must lose nothing: what would expire before the morning goes out now."""
    who = await asleep()
    assert await waits(due(who, expires_at=now() + timedelta(minutes=30))) == set()


async def test_what_may_have_arrived_is_repeated_at_once() -> None:
    """WeChat drops repeats for ten minutes only: a retry of unknown outcome cannot wait for the morning (§2)."""
    assert await waits(due(await asleep(), doubtful_since=now())) == set()


async def test_nothing_is_asked_while_nothing_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hot path pays nothing: a batch of first tries in time makes no statement."""

    async def never(*_args: object) -> None:
        raise AssertionError("asked the database")

    who = await asleep()
    monkeypatch.setattr(database, "fetch", never)
    assert await waits(*(due(who, attempts=0) for _ in range(3))) == set()
