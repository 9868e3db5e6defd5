"""A lease that ran out while another transaction holds one of its deliveries: it is taken back later, not forgotten."""

import asyncpg
import pytest

from kit import clock, database
from push import reconciling
from push.claiming import LEASE, claim
from tests.push.orders import a_letter, an_order, put


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_a_locked_delivery_keeps_its_lease(db: str) -> None:
    """The fan-out of a newer status locks what it supersedes; just then the clock takes stale leases back."""
    letter = a_letter()
    [delivery] = await put(an_order(letter), letter=letter)
    over = clock.now() + LEASE * 2
    assert len((await claim("wechat", clock.now(), 10)).rows) == 1
    other = await asyncpg.connect(db)
    try:
        async with other.transaction():
            await other.execute("select 1 from deliveries where id = $1 for update", delivery)
            assert await reconciling.release_stale(over) == 0
        assert await reconciling.release_stale(over) == 1
    finally:
        await other.close()
    assert (await database.fetch("select state from deliveries"))[0]["state"] == "new"
    assert not await database.fetch("select key from leases")
