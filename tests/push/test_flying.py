"""The runway: places are few, and who finds none takes the outbox."""

import asyncio

import pytest

from push import flying
from push.flying import Runway
from push.line import Line
from tests.push.boarding import boarded, threaded
from tests.push.channel import Told
from tests.push.orders import a_letter, a_person, counted


async def test_a_full_runway_leaves_the_rest_to_the_outbox(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Places are few; who finds none waits a moment once, then takes the outbox until a flight is down."""
    monkeypatch.setattr(flying, "PATIENCE", 0.05)
    runway, slow = Runway(), _Slow()
    assert not await runway.free()  # not open
    runway.open([Line("wechat", slow), Line("sms", Told())])
    assert await runway.free() == ["wechat"]
    for n in range(flying.AT_ONCE):
        letter, person = a_letter(), await a_person(wechat=f"o{n}")
        runway.take_off(await boarded(threaded(letter, person, address=f"o{n}", thread=f"document:{n}"), letter=letter))
    await slow.all_there(flying.AT_ONCE)
    assert not await runway.free()
    slow.go.set()
    await runway.close()
    assert await runway.free() == ["wechat"]
    assert await counted("deliveries where state = 'accepted'") == flying.AT_ONCE


class _Slow(Told):
    """A channel that answers when told."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()
        self.begun = 0

    async def send(self, parcel):  # type: ignore[no-untyped-def]
        self.begun += 1
        await self.go.wait()
        return await super().send(parcel)

    async def all_there(self, n: int) -> None:
        while self.begun < n:
            await asyncio.sleep(0.01)
