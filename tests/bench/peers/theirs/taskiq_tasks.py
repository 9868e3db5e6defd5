"""Runs in taskiq's own venv: the task, and the enqueueing of a file of messages."""

import asyncio
import os
import sys
from pathlib import Path

import aiohttp
import orjson
from taskiq import TaskiqEvents, TaskiqState  # type: ignore[import-not-found]
from taskiq_redis import RedisAsyncResultBackend, RedisStreamBroker  # type: ignore[import-not-found]

REDIS, URL = os.environ["BENCH_REDIS"], os.environ["BENCH_URL"]
HEADERS = {"Content-Type": "application/json"}
BATCH = 200

results = RedisAsyncResultBackend(redis_url=REDIS, prefix_str="result")
broker = RedisStreamBroker(url=REDIS).with_result_backend(results)


@broker.on_event(TaskiqEvents.WORKER_STARTUP)  # type: ignore[untyped-decorator]
async def _open(state: TaskiqState) -> None:
    state.http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=100))


@broker.on_event(TaskiqEvents.WORKER_SHUTDOWN)  # type: ignore[untyped-decorator]
async def _close(state: TaskiqState) -> None:
    await state.http.close()


@broker.task(task_name="send")  # type: ignore[untyped-decorator]
async def send(body: str) -> int:
    """Posts one message; what is recorded is the provider's message number."""
    async with broker.state.http.post(URL, data=body, headers=HEADERS) as response:
        answer = orjson.loads(await response.read())
    if answer["errcode"] != 0:
        raise RuntimeError(answer["errmsg"])
    return int(answer["msgid"])


async def _enqueue(bodies: list[str]) -> None:
    await broker.startup()
    for start in range(0, len(bodies), BATCH):
        await asyncio.gather(*(send.kiq(body) for body in bodies[start : start + BATCH]))
    await broker.shutdown()


if __name__ == "__main__":
    asyncio.run(_enqueue(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()))
