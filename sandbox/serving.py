"""Starting the sandbox: in a process of its own, or inside a test."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace

import uvicorn

from sandbox.app import create
from sandbox.config import HOST, Config
from sandbox.world import World


@dataclass(frozen=True, slots=True)
class Running:
    """A sandbox that listens; `base` is its address."""

    base: str
    world: World


def serve(config: Config) -> None:
    """Serve on loopback until a signal ends the process."""
    uvicorn.Server(_settings(config)[0]).run()


@asynccontextmanager
async def running(config: Config) -> AsyncIterator[Running]:
    """Serve on a free port of loopback while the block runs; `config.port` is ignored."""
    listener = socket.create_server((HOST, 0))
    chosen = replace(config, port=listener.getsockname()[1])
    settings, world = _settings(chosen)
    guest = _Guest(settings)
    task = asyncio.create_task(guest.serve(sockets=[listener]))
    try:
        await asyncio.wait({asyncio.create_task(guest.ready.wait()), task}, return_when=asyncio.FIRST_COMPLETED)
        yield Running(chosen.base, world)
    finally:
        guest.should_exit = True
        await task
        listener.close()


class _Guest(uvicorn.Server):
    """A server in somebody else's loop: it says when it listens, and leaves signals to its host."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, then say so."""
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def _settings(config: Config) -> tuple[uvicorn.Config, World]:
    app = create(config)
    world: World = app.state.world
    settings = uvicorn.Config(
        app,
        host=HOST,
        port=config.port,
        loop="asyncio",
        http="httptools",
        ws="none",
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=1,
    )
    return settings, world
