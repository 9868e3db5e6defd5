"""A signed-in clerk for the stories of certificates."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.api.certificates import makers
from tests.api.people import makers as people


@pytest.fixture
async def client(db: str, valkey: str) -> AsyncIterator[httpx.AsyncClient]:
    """The 管理员 of a qualified enterprise, signed in."""
    actor = await makers.a_clerk()
    async with people.a_client(await people.a_token(actor.person_id)) as made:
        yield made
