"""The product as `huizhi up` runs it, beside a test that wears it out: its memory, and how soon it answers."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from kit import database
from tests.api.people import makers

MIB = 1024 * 1024


@dataclass
class Served:
    """A running `huizhi up` and somebody who is signed in."""

    port: int
    pid: int
    token: str

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def authorization(self) -> str:
        return f"Bearer {self.token}"

    def resident(self) -> int:
        """Bytes of memory that the process holds."""
        words = Path(f"/proc/{self.pid}/status").read_text().split("VmRSS:")[1].split()
        return int(words[0]) * 1024


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@asynccontextmanager
async def up(database_url: str, folder: Path, **settings: str) -> AsyncIterator[Served]:
    """The product on this database, with a person in it; the test itself leaves the database."""
    _, person = await makers.founded()
    token = await makers.a_token(person)
    await database.disconnect()
    named = {f"HUIZHI_{name}": value for name, value in settings.items()}
    environment = os.environ | named | {"HUIZHI_DATABASE_URL": database_url, "HUIZHI_DATA_DIR": str(folder)}
    port = free_port()
    with (folder / "up.log").open("wb") as log:
        words = ("-m", "huizhi", "up", "--port", str(port))
        process = await asyncio.create_subprocess_exec(sys.executable, *words, env=environment, stdout=log, stderr=log)
    try:
        await _answering(port)
        yield Served(port, process.pid, token)
    finally:
        process.terminate()
        await process.wait()


async def _answering(port: int) -> None:
    async with asyncio.timeout(60), httpx.AsyncClient() as client:
        while True:
            try:
                if (await client.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.2)


async def delays(served: Served, path: str, seconds: float, until: "asyncio.Future[Any] | None" = None) -> list[float]:
    """How long a request took, one after the other for so many seconds, or until that is done; sorted."""
    taken: list[float] = []
    end = time.monotonic() + seconds
    async with httpx.AsyncClient(base_url=served.base, headers={"authorization": served.authorization}) as client:
        while time.monotonic() < end and not (until and until.done()):
            begun = time.perf_counter()
            answer = await client.get(path)
            taken.append(time.perf_counter() - begun)
            assert answer.status_code == 200
            await asyncio.sleep(0.005)
    return sorted(taken)


def p99(taken: list[float]) -> float:
    return taken[int(len(taken) * 0.99)]
