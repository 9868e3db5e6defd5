"""A bell saves waiting, in one process and between several, and losing it costs nothing but time."""

import asyncio

from kit import bell, redis


async def test_a_bell_rung_before_the_wait_is_not_missed(valkey: str) -> None:
    with bell.Ear("inbox") as ear:
        await bell.ring("inbox")
        assert await ear.wait(0.01)
        assert not await ear.wait(0.01)


async def test_everybody_hears_a_ring_also_who_was_busy(valkey: str) -> None:
    """Two senders listen to one bell; that the first woke does not make the second miss it."""
    with bell.Ear("deliveries") as idle, bell.Ear("deliveries") as busy:
        await bell.ring("deliveries")
        assert await idle.wait(0.01)
        assert await busy.wait(0.01)


async def test_a_bell_rung_in_another_process_is_heard_here(valkey: str) -> None:
    """What another process publishes wakes whoever waits here."""
    ears = asyncio.create_task(bell.listen())
    ear = bell.Ear("deliveries")
    while not (await redis.client().pubsub_numsub("huizhi:bell"))[0][1]:
        await asyncio.sleep(0.01)
    await redis.client().publish("huizhi:bell", "deliveries")
    assert await ear.wait(5)
    ears.cancel()
    await asyncio.gather(ears, return_exceptions=True)


async def test_without_redis_the_bell_still_rings_at_home() -> None:
    """R-7: Redis is disposable."""
    redis.connect("redis://127.0.0.1:1/0")
    with bell.Ear("inbox") as ear:
        await bell.ring("inbox")
        assert await ear.wait(0.01)
    await redis.disconnect()
