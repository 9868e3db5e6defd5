"""The rooms that hostile input is let into, as their own tests have them."""

from collections.abc import AsyncIterator

import pytest

from tests.api.exchange.test_http import portal  # noqa: F401 — a fixture by name
from tests.bot import postman
from tests.bot.conftest import _callback_settings, world  # noqa: F401 — fixtures by name
from tests.bot.postman import Callback
from tests.bot.stage import World


@pytest.fixture
def dialect() -> str:
    """What comes over the wire is the same on both databases."""
    return "sqlite"


@pytest.fixture
async def callback(world: World) -> AsyncIterator[Callback]:  # noqa: F811 — the fixture
    async with postman.the_callback() as found:
        yield found
