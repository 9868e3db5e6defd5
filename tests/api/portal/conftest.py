"""WeChat as the sandbox plays it, and a phone in it."""

from collections.abc import AsyncIterator

import pytest

from sandbox.serving import Running
from tests.api.portal.phone import Phone, in_wechat, wechat_world
from tests.api.world import World


@pytest.fixture
async def outside(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    async with wechat_world(monkeypatch) as running:
        yield running


@pytest.fixture
async def phone(world: World, outside: Running) -> AsyncIterator[Phone]:
    async with in_wechat(outside) as found:
        yield found
