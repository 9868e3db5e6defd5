"""Holds: the longest one counts, the operator may lift it, and what is over is forgotten."""

from datetime import timedelta

from kit.clock import now
from push import holds
from push.holds import Hold

MIDNIGHT = timedelta(hours=9)
SOON = timedelta(seconds=30)


async def test_a_shorter_hold_does_not_shorten_a_longer_one(db: str) -> None:
    """Two workers hear different times: the later one is kept, also within one call."""
    moment = now()
    quota, pause = (
        Hold("wechat", "", moment + MIDNIGHT, "45009", "quota"),
        Hold("wechat", "", moment + SOON, "45011", ""),
    )
    await holds.put([quota, pause], moment)
    await holds.put([pause], moment)
    assert await holds.standing(moment) == [quota]


async def test_a_hold_can_be_lifted_once(db: str) -> None:
    """After clear_quota the operator need not wait for midnight."""
    moment = now()
    await holds.put([Hold("wechat", "", moment + MIDNIGHT, "45009", "quota")], moment)
    assert await holds.lift("wechat")
    assert not await holds.lift("wechat")


async def test_holds_that_are_over_are_swept_away(db: str) -> None:
    """Only those."""
    moment = now()
    standing = Hold("sms", "138", moment + MIDNIGHT, "x", "")
    await holds.put([Hold("wechat", "", moment + SOON, "45011", ""), standing], moment)
    assert await holds.sweep(moment + timedelta(minutes=1)) == 1
    assert await holds.standing(moment) == [standing]
