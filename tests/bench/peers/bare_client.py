"""Our own HTTP client alone, without queue, database or rendering: the limit of what our pipeline can reach."""

import asyncio
import os
from collections.abc import Iterator

import orjson
import uvloop

from kit.http import Client
from tests.bench import message, meter
from tests.bench.result import Result
from tests.bench.services import Services
from tests.bench.sink import Sink

CONNECTIONS = 100
HEADERS = {"Content-Type": "application/json"}


def run(_services: Services, sink: Sink, n: int) -> Result:
    """Sends n messages that were built before."""
    bodies = [message.body(number) for number in range(n)]
    return uvloop.run(_measured(sink, bodies))


async def _measured(sink: Sink, bodies: list[bytes]) -> Result:
    client, url, waiting = Client(max_connections=CONNECTIONS), sink.url + message.PATH, iter(bodies)
    with meter.metered({"client": [os.getpid()]}, {"sink": [sink.pid]}) as window:
        await asyncio.gather(*(_send(client, url, waiting) for _ in range(CONNECTIONS)))
    await client.close()
    return window.result("bare HTTP client (kit.http)", len(bodies), "one process, 100 connections, uvloop")


async def _send(client: Client, url: str, bodies: Iterator[bytes]) -> None:
    for body in bodies:
        response = await client.request("POST", url, body=body, headers=HEADERS)
        answer = orjson.loads(response.body)
        if answer["errcode"] != 0:
            raise RuntimeError(answer["errmsg"])
