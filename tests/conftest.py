"""Shared fixtures: every test runs on real servers, started once a session by the process that leads it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from kit import bell, database, failpoints, migrating, redis, settings
from tests.support.emptying import emptied
from tests.support.models import MODELS
from tests.support.servers import Postgres, Valkey, postgres_home

_LED: list[Postgres | Valkey] = []
_ENVIRONMENT = {
    "HUIZHI_SECRET_KEY": "a-secret-key-for-tests-only-0123456789",
    "HUIZHI_DATA_DIR": "/nonexistent",
    "TEST_FAILPOINTS": "1",
}


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers in the leading process; workers find them by environment."""
    os.environ.update(_ENVIRONMENT)
    if hasattr(config, "workerinput") or "TEST_VALKEY_PORT" in os.environ:
        return
    valkey = Valkey().start()
    _LED.append(valkey)
    os.environ["TEST_VALKEY_PORT"] = str(valkey.port)
    if postgres_home() is not None:
        postgres = Postgres().start()
        _LED.append(postgres)
        os.environ["TEST_POSTGRES_PORT"] = str(postgres.port)


def pytest_unconfigure() -> None:
    """Stop what this process started."""
    while _LED:
        _LED.pop().stop()


def pytest_terminal_summary(terminalreporter: "pytest.TerminalReporter") -> None:
    """Say plainly what could not be tested here."""
    if "TEST_POSTGRES_PORT" not in os.environ:
        terminalreporter.write_line("PostgreSQL is not installed: every test on PostgreSQL was skipped.", red=True)

    if shutil.which("soffice") is None:
        terminalreporter.write_line("LibreOffice is not installed: it did not open our workbooks (make faults does).")


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "gw0")


class _PostgresOfSession(Postgres):
    """The leader's server, seen from a worker."""

    def __init__(self, port: int) -> None:
        home = postgres_home()
        assert home is not None
        self._home = home
        self.port = port


async def _migrated(url: str) -> None:
    await database.connect(url, MODELS)
    await migrating.migrate()
    await database.disconnect()


@pytest.fixture(scope="session")
def postgres() -> _PostgresOfSession:
    """The session's PostgreSQL; skips, saying so, where it is not installed."""
    if "TEST_POSTGRES_PORT" not in os.environ:
        pytest.skip("PostgreSQL is not installed")
    return _PostgresOfSession(int(os.environ["TEST_POSTGRES_PORT"]))


@pytest.fixture(scope="session")
def postgres_database(postgres: _PostgresOfSession) -> str:
    """The URL of this worker's migrated PostgreSQL database; a test gets it emptied."""
    name = f"t_{_worker()}"
    postgres.sql(f"create database {name}")
    asyncio.run(_migrated(postgres.url(name)))
    return postgres.url(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    asyncio.run(_migrated(f"sqlite://{path}"))
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on; parametrise it indirectly to choose one."""
    return str(request.param)


@pytest.fixture
def database_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty, migrated database, on each of the two engines."""
    if dialect == "sqlite":
        path = tmp_path / "test.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite://{path}"
        return
    url: str = request.getfixturevalue("postgres_database")
    asyncio.run(emptied(url))
    yield url


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[str]:
    """A fresh, migrated database that this test is connected to."""
    await database.connect(database_url, MODELS)
    yield database_url
    await database.disconnect()


@pytest.fixture
async def valkey() -> AsyncIterator[str]:
    """A real Valkey database of this worker alone, empty, connected; `kit.redis.client()` is on it."""
    number = int(_worker().removeprefix("gw"))
    url = f"redis://127.0.0.1:{os.environ['TEST_VALKEY_PORT']}/{number}"
    redis.connect(url)
    await redis.client().flushdb()
    yield url
    await redis.disconnect()


@pytest.fixture(autouse=True)
def _a_fresh_house() -> Iterator[None]:
    settings.forget()
    bell.forget()
    failpoints.disarm()
    structlog.reset_defaults()
    yield
    settings.forget()
