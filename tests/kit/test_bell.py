"""A bell saves waiting, in one process and between several, and losing it costs nothing but time."""

import asyncio

from kit import bell, redis


async def test_a_bell_rung_before_the_wait_is_not_missed(valkey: str) -> None:
    await bell.ring("inbox")
    assert await bell.wait("inbox", 0.01)
    assert not await bell.wait("inbox", 0.01)


async def test_a_bell_rung_in_another_process_is_heard_here(valkey: str) -> None:
    """What another process publishes wakes whoever waits here."""
    ears = asyncio.create_task(bell.listen())
    waiting = asyncio.create_task(bell.wait("deliveries", 5))
    while not (await redis.client().pubsub_numsub("huizhi:bell"))[0][1]:
        await asyncio.sleep(0.01)
    await redis.client().publish("huizhi:bell", "deliveries")
    assert await waiting
    ears.cancel()
    await asyncio.gather(ears, return_exceptions=True)


async def test_without_redis_the_bell_still_rings_at_home() -> None:
    """R-7: Redis is disposable."""
    redis.connect("redis://127.0.0.1:1/0")
    await bell.ring("inbox")
    assert await bell.wait("inbox", 0.01)
    await redis.disconnect()
