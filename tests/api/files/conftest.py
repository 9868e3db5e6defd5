"""Somebody at work for an enterprise."""

import pytest

from api.people.actor import Actor
from tests.api.files.rooms import room  # noqa: F401 — a fixture by name
from tests.api.people import makers


@pytest.fixture
async def clerk(db: str) -> Actor:
    """A person at work for the first enterprise."""
    _, boss = await makers.founded()
    return await makers.at_work(boss)


@pytest.fixture
async def neighbour(db: str) -> Actor:
    """A person at work for another enterprise."""
    _, boss = await makers.founded("neighbour", makers.OTHER_CREDIT_CODE)
    return await makers.at_work(boss)
