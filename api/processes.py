"""The processes of the Procfile: opening the house, serving, working, and closing it in good order."""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import uvicorn

from api import demo, startup, vaults, worker
from api.listening import PatientHttp
from kit import bell, logs, migrating, settings
from kit.database import is_postgres
from kit.settings import House, Misconfigured
from kit.valkey import EmbeddedValkey

if TYPE_CHECKING:
    from fastapi import FastAPI

_LOG = logs.get("api.processes")
_GRACE = 8  # seconds that open requests get when the process is asked to end (K5: out within ten)
_WATCH = 1.0  # seconds between looks at the embedded Valkey
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class Address:
    """Where a server listens."""

    host: str
    port: int


@dataclass(frozen=True)
class OutsideWorld:
    """The sandbox beside us: how it is started, and the settings under which we reach it."""

    command: Sequence[str]
    environment: Mapping[str, str]
    stage: demo.Stage


class _Server(uvicorn.Server):
    """Uvicorn without its own signal handlers: a process has one way to be asked to end."""

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for number in _SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _serve(make_app: Callable[[], "FastAPI"], address: Address, stop: asyncio.Event) -> None:
    config = uvicorn.Config(
        make_app(),
        host=address.host,
        port=address.port,
        http=PatientHttp,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=_GRACE,
        server_header=False,
        proxy_headers=False,  # whose word counts is decided in api.people.clients (S-6)
    )
    server = _Server(config)
    serving = asyncio.ensure_future(server.serve())
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stop.set()
    await serving


def _require_servers(house: House) -> None:
    """Refuse to be one of several processes without the servers that several need (docs/adr/0002)."""
    if not is_postgres(house.database()):
        raise Misconfigured("HUIZHI_DATABASE_URL must name PostgreSQL for several processes — or run `huizhi up`")
    if not house.redis_url:
        raise Misconfigured("HUIZHI_REDIS_URL must name a Redis for several processes — or run `huizhi up`")


@contextlib.asynccontextmanager
async def open_house(*, migrated: bool = False, shared: bool = False) -> AsyncIterator[House]:
    """Open the house for what stands inside; `migrated` updates the schema first, `shared` asks for servers."""
    house = settings.load(House)
    if shared:
        _require_servers(house)
    await startup.open_house(house)
    listening = asyncio.ensure_future(bell.listen())
    try:
        if migrated:
            await migrating.migrate()
            await vaults.seal_open()
        yield house
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await startup.close_house()


async def serve(make_app: Callable[[], "FastAPI"], address: Address) -> None:
    """Run one HTTP server until asked to end."""
    async with open_house(shared=True):
        await _serve(make_app, address, _stop_on_signals())


async def work() -> None:
    """Run the corridors and the clock until asked to end."""
    async with open_house(shared=True):
        await worker.run(_stop_on_signals())


async def migrate() -> None:
    """Bring the database's schema up to date."""
    async with open_house(migrated=True):
        _LOG.info("the schema is up to date")


async def up(make_app: Callable[[], "FastAPI"], address: Address, world: OutsideWorld | None) -> None:
    """Run everything in this process, with an embedded Valkey unless one is configured, and the sandbox if asked."""
    if world:
        os.environ.update({name: value for name, value in world.environment.items() if name not in os.environ})
    with _embedded_valkey() as valkey, _outside(world):
        async with open_house(migrated=True):
            stop = _stop_on_signals()
            if world:
                await demo.furnish(world.stage)
            keeping = asyncio.ensure_future(_keep_running(valkey))
            print(f"\n  回执通 is up: http://{address.host}:{address.port}   (Ctrl+C ends it)\n", flush=True)  # noqa: T201
            async with asyncio.TaskGroup() as together:
                together.create_task(_serve(make_app, address, stop))
                together.create_task(worker.run(stop))
            keeping.cancel()


@contextlib.contextmanager
def _embedded_valkey() -> Any:
    house = settings.load(House)
    if house.redis_url:
        yield None
        return
    valkey = EmbeddedValkey(house.data_dir / "valkey")
    valkey.start()
    os.environ["HUIZHI_REDIS_URL"] = valkey.url
    settings.forget()
    try:
        yield valkey
    finally:
        valkey.stop()


@contextlib.contextmanager
def _outside(world: OutsideWorld | None) -> Any:
    if world is None:
        yield
        return
    process = subprocess.Popen(world.command)  # noqa: S603 — our own module, arguments of our own
    try:
        yield
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)


async def _keep_running(valkey: EmbeddedValkey | None) -> None:
    while valkey is not None:
        valkey.ensure_running()
        await asyncio.sleep(_WATCH)
