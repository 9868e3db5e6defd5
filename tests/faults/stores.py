"""The database as the checker sees it: read and changed from outside, with nothing of the product's own code."""

import asyncio
import sqlite3
import subprocess
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import asyncpg

from tests.support.servers import Postgres, postgres_home

Row = dict[str, Any]
_TRACKED = {"deliveries": "state", "documents": "status"}


class Store(Protocol):
    """What both engines offer; SQL is plain text that both understand."""

    engine: str
    url: str

    def rows(self, sql: str) -> list[Row]: ...
    def run(self, sql: str) -> None: ...
    def track(self) -> None: ...
    def damage(self) -> list[str]: ...
    def close(self) -> None: ...


class Sqlite:
    """A file in the place of the run."""

    engine = "sqlite"

    def __init__(self, place: Path) -> None:
        self._path = place / "faults.sqlite3"
        self.url = f"sqlite://{self._path}"

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        connection.row_factory = sqlite3.Row
        return connection

    def rows(self, sql: str) -> list[Row]:
        with closing(self._open()) as connection:
            return [dict(row) for row in connection.execute(sql)]

    def run(self, sql: str) -> None:
        with closing(self._open()) as connection:
            connection.execute(sql)

    def track(self) -> None:
        self.run("create table fault_moves (no integer primary key, name text, id text, was text, became text)")
        for table, column in _TRACKED.items():
            self.run(
                f"create trigger fault_{table} after update of {column} on {table} when old.{column} <> new.{column}"
                f" begin insert into fault_moves (name, id, was, became)"
                f" values ('{table}', new.id, old.{column}, new.{column}); end"
            )

    def damage(self) -> list[str]:
        """Return what SQLite itself finds wrong (I9)."""
        found = [row["integrity_check"] for row in self.rows("pragma integrity_check")]
        strays = self.rows("pragma foreign_key_check")
        return [each for each in found if each != "ok"] + [f"foreign key of {row['table']}" for row in strays]

    def close(self) -> None: ...


class PostgresStore:
    """A durable server of the run's own."""

    engine = "postgres"

    def __init__(self) -> None:
        self.server = Postgres(durable=True).start()
        self.server.sql("create database faults")
        self.url = self.server.url("faults")

    def rows(self, sql: str) -> list[Row]:
        return [{name: _plain(value) for name, value in row.items()} for row in self._ask("fetch", sql)]

    def run(self, sql: str) -> None:
        self._ask("execute", sql)

    def _ask(self, method: str, sql: str) -> Any:
        async def asked() -> Any:
            connection = await asyncpg.connect(self.url, timeout=10)
            try:
                return await getattr(connection, method)(sql)
            finally:
                await connection.close()

        for pause in (0.2, 0.5, 1.0, 2.0, 4.0):
            try:
                return asyncio.run(asked())
            except (OSError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError, TimeoutError):
                time.sleep(pause)  # the nemesis may just have stopped it
        return asyncio.run(asked())

    def track(self) -> None:
        self.run("create table fault_moves (no bigserial primary key, name text, id text, was text, became text)")
        for table, column in _TRACKED.items():
            self.run(
                f"create function fault_{table}() returns trigger language plpgsql as $$ begin"
                f" insert into fault_moves (name, id, was, became)"
                f" values ('{table}', new.id::text, old.{column}, new.{column}); return null; end $$"
            )
            self.run(
                f"create trigger fault_{table} after update of {column} on {table} for each row"
                f" when (old.{column} <> new.{column}) execute function fault_{table}()"
            )

    def damage(self) -> list[str]:
        """Return what pg_amcheck finds wrong, heap and indexes alike (I9)."""
        home = postgres_home()
        assert home is not None
        where = ["-h", "127.0.0.1", "-p", str(self.server.port), "-U", "postgres", "-d", "faults"]
        command = [str(home / "pg_amcheck"), *where, "--install-missing", "--heapallindexed"]
        checked = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
        return (checked.stdout + checked.stderr).splitlines() or ["pg_amcheck failed"] if checked.returncode else []

    def close(self) -> None:
        self.server.stop()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(" ", timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value


def opened(engine: str, place: Path) -> Sqlite | PostgresStore:
    """Open a fresh store of an engine."""
    return Sqlite(place) if engine == "sqlite" else PostgresStore()
