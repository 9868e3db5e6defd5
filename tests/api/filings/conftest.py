"""A signed-in clerk for the stories of filings."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.api.people import makers


@pytest.fixture
async def client(db: str, valkey: str) -> AsyncIterator[httpx.AsyncClient]:
    """The 管理员 of a qualified enterprise, signed in."""
    _, person = await makers.founded()
    await makers.qualified(await makers.at_work(person))
    async with makers.a_client(await makers.a_token(person)) as made:
        yield made
