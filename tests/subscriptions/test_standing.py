"""R-9: what was wanted when it was written is asked again when it is sent."""

from uuid import UUID

import pytest

from kit import database
from kit.clock import now
from subscriptions import follows
from subscriptions.models import Subscription
from subscriptions.standing import Caused, objections
from tests.subscriptions import house

pytestmark = pytest.mark.usefixtures("db")


async def _caused() -> list[Caused]:
    rows = await house.deliveries()
    return [Caused(*(database.as_uuid(row[name]) for name in ("id", "message_id", "subscription_id"))) for row in rows]


async def _reasons() -> set[str]:
    return set((await objections(await _caused())).values())


async def _sent_to(who: UUID, **changes: object) -> None:
    await house.happen(house.news(**changes))
    await house.fan_out()
    assert len(await house.deliveries()) == 1


async def test_what_still_stands_is_not_objected_to() -> None:
    who = await house.person()
    await house.follow(who)
    await _sent_to(who)
    assert await _reasons() == set()


async def test_cancelled_between_writing_and_sending() -> None:
    who = await house.person()
    subscription = await house.follow(who)
    await _sent_to(who)
    await follows.cancel(who, [subscription])
    assert await _reasons() == {"unsubscribed"}


async def test_cancelled_and_restored_is_sent_after_all() -> None:
    who = await house.person()
    subscription = await house.follow(who)
    await _sent_to(who)
    await follows.cancel(who, [subscription])
    await follows.restore(who, [subscription])
    assert await _reasons() == set()


async def test_cancelled_but_another_subscription_matches_too() -> None:
    """The person still wants it, only less specifically."""
    who = await house.person()
    await house.follow(who)
    document = house.news()
    specific = await house.follow(who, document.document, level="document")
    await _sent_to(who, document=document.document)
    await follows.cancel(who, [specific])
    assert await _reasons() == set()


@pytest.mark.parametrize(("level", "reasons"), [("document", {"muted"}), ("person", set())])
async def test_muted_meanwhile_on_a_more_or_a_less_specific_level(level: str, reasons: set[str]) -> None:
    who = await house.person()
    await house.follow(who)
    said = house.news(person=str(who))
    await house.happen(said)
    await house.fan_out()
    await house.follow(who, said.document if level == "document" else str(who), level=level, mode="mute")
    assert await _reasons() == reasons


async def test_expired_between_writing_and_sending() -> None:
    who = await house.person()
    await house.follow(who)
    await _sent_to(who)
    await Subscription.all().update(valid_until=now())
    assert await _reasons() == {"expired"}


async def test_a_thousand_revocations_leave_nothing_to_send() -> None:
    """R-9's figure: cancelled between enqueue and send, 1,000 times, 0 sent."""
    who = await house.person()
    said = [house.news() for _ in range(1000)]
    await house.follow(who)
    for each in said[:20]:
        await house.follow(who, each.document, level="document")
    await house.happen(*said)
    await house.fan_out(1000)
    await follows.cancel_all(who)
    assert len(await objections(await _caused())) == 1000
