"""The database: connecting, the one `transaction()`, and raw SQL for what is hot.

Raw SQL is written once where the dialects agree, with `$1` placeholders; where they differ the caller asks
`dialect()`. Raw statements join the transaction that the task is in, as the models do.
"""

import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit
from uuid import UUID

import orjson
from tortoise import Tortoise
from tortoise.connection import get_connections
from tortoise.transactions import in_transaction

Dialect = Literal["sqlite", "postgres"]
Row = Mapping[str, Any]
_open: list[str] = []  # the alias of the one open database; Tortoise caches SQL by alias, so each dialect has its own
_PLACEHOLDER = re.compile(r"\$(\d+)(?:::[a-z]+(?:\[\])?)?")
_SQLITE_PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "busy_timeout": 5000,
    "foreign_keys": "ON",
    "cache_size": -16_000,  # KiB; a page that has a thousand wide rows before it found none of them in the usual 2 MB
}
_POOL_SIZE = 5  # each connection plans and keeps its own statements: with twelve a delivery cost a fifth more CPU


@dataclass(frozen=True)
class Json:
    """A value that goes to a JSON column."""

    value: Any


async def _leave_session_as_it_is(_connection: Any) -> None:
    """Spare asyncpg's reset round trip: we keep no session state on a connection (no SET, LISTEN, advisory lock)."""


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    credentials = {
        "host": options.pop("host", parts.hostname or "127.0.0.1"),
        "port": parts.port or int(options.pop("port", 5432)),
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password or ""),
        "database": parts.path.lstrip("/"),
        "minsize": 1,
        "maxsize": int(options.pop("maxsize", _POOL_SIZE)),
        "reset": _leave_session_as_it_is,
    }
    return {"engine": "kit.engines.postgres", "credentials": credentials | options}


def _sqlite(url: str) -> dict[str, Any]:
    path = url.removeprefix("sqlite://")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    return {"engine": "kit.engines.sqlite", "credentials": {"file_path": path, **_SQLITE_PRAGMAS}}


def is_postgres(url: str) -> bool:
    """Tell whether a database URL names PostgreSQL."""
    return url.startswith(("postgres://", "postgresql://"))


async def connect(url: str, models: Sequence[str] = ()) -> None:
    """Open the process's one database; `models` are the modules whose Tortoise models are used."""
    alias, connection = ("postgres", _postgres(url)) if is_postgres(url) else ("sqlite", _sqlite(url))
    apps = {"huizhi": {"models": ["kit.models", *models], "default_connection": alias}}
    _open[:] = [alias]
    await Tortoise.init(
        config={"connections": {alias: connection}, "apps": apps, "use_tz": True, "timezone": "UTC"},
        _enable_global_fallback=True,
    )


async def disconnect() -> None:
    """Close every connection of this process."""
    await Tortoise.close_connections()


def dialect() -> Dialect:
    """Return which of the two databases this process is on."""
    return "sqlite" if _client().capabilities.dialect == "sqlite" else "postgres"


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """Do what is inside in one transaction; nested, it is a savepoint. No task, gather or network call inside it."""
    async with in_transaction(_open[0]):
        yield


async def read_in_index_order() -> None:
    """Until the transaction ends, keep PostgreSQL from gathering a queue whole and sorting it to take its first rows.

    It would do so as long as its statistics say that next to nothing waits, which is when a burst comes.
    """
    if dialect() == "postgres":
        await execute("set local enable_bitmapscan = off")


async def fetch(sql: str, *args: Any) -> list[Row]:
    """Run one statement and return its rows."""
    client = _client()
    if dialect() == "postgres":
        async with client.acquire_connection() as connection:
            rows: list[Row] = await connection.fetch(sql, *map(_for_postgres, args))
            return rows
    found: list[Row] = await client.execute_query_dict(_numbered(sql), list(map(_for_sqlite, args)))
    return found


async def execute(sql: str, *args: Any) -> int:
    """Run one statement and return how many rows it changed."""
    client = _client()
    if dialect() == "postgres":
        async with client.acquire_connection() as connection:
            tag: str = await connection.execute(sql, *map(_for_postgres, args))
            return int(tag.rsplit(" ", 1)[-1]) if tag[-1].isdigit() else 0
    changed, _rows = await client.execute_query(_numbered(sql), list(map(_for_sqlite, args)))
    return int(changed)


async def executemany(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    """Run one statement over many rows, all or none."""
    adapt, text = (_for_postgres, sql) if dialect() == "postgres" else (_for_sqlite, _numbered(sql))
    await _client().execute_many(text, [list(map(adapt, row)) for row in rows])


def as_uuid(value: Any) -> UUID:
    """Return a fetched id as UUID on either dialect."""
    return value if isinstance(value, UUID) else UUID(value)


def as_time(value: Any) -> datetime:
    """Return a fetched moment as an aware UTC datetime on either dialect."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def as_json(value: Any) -> Any:
    """Return a fetched JSON column as Python data on either dialect."""
    return orjson.loads(value) if isinstance(value, str | bytes) else value


def _client() -> Any:
    return get_connections().get(_open[0])


def _numbered(sql: str) -> str:
    return _PLACEHOLDER.sub(r"?\1", sql)


def _for_postgres(value: Any) -> Any:
    return orjson.dumps(value.value).decode() if isinstance(value, Json) else value


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(" ", timespec="microseconds")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Json):
        return orjson.dumps(value.value).decode()
    return value
