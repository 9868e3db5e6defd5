"""SQLite: one connection a process, `BEGIN IMMEDIATE`, cancellation-safe transactions."""

import asyncio
import contextlib
import sqlite3
from types import TracebackType
from typing import Any

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient as _SqliteClient
from tortoise.backends.sqlite.client import SqliteTransactionWrapper
from tortoise.connection import get_connections

from kit.engines.carrying import to_the_end


class _Immediate(TransactionContext):
    """Hold the process's only connection for the length of one transaction."""

    def __init__(self, client: "SqliteClient", lock: asyncio.Lock) -> None:
        self.connection_name = client.connection_name
        self._client = client
        self._lock = lock

    async def __aenter__(self) -> TransactionalDBClient:
        await self._lock.acquire()
        try:
            await to_the_end(self._begin())
        except BaseException:
            await to_the_end(self._undo())
            self._lock.release()
            raise
        self._token = get_connections().set(self.connection_name, self._wrapper)
        return self._wrapper

    async def _begin(self) -> None:
        if not self._client._connection:  # noqa: SLF001 — the engine is a part of the client
            await self._client.create_connection(with_db=True)
        self._wrapper = SqliteTransactionWrapper(self._client)
        self._raw = self._wrapper._connection  # noqa: SLF001
        if self._raw.in_transaction:  # left open by a statement whose task was cancelled between BEGIN and COMMIT
            await self._raw.rollback()
        await self._raw.execute("BEGIN IMMEDIATE")

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        get_connections().reset(self._token)
        try:
            await to_the_end(self._end(failed=exc_type is not None))
        finally:
            self._lock.release()

    async def _end(self, *, failed: bool) -> None:
        self._wrapper._finalized = True  # noqa: SLF001
        if not failed:
            await self._raw.commit()
            return
        await self._undo()

    async def _undo(self) -> None:
        held = self._client._connection  # noqa: SLF001
        with contextlib.suppress(sqlite3.Error, ValueError):  # ValueError: aiosqlite's word for a closed connection
            if held:
                await held.rollback()


class SqliteClient(_SqliteClient):
    """Tortoise's SQLite client, with our transactions under every path that opens one."""

    def _in_transaction(self) -> TransactionContext:
        return _Immediate(self, self._lock)

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        """Run one statement over many rows, all or none."""
        async with self._in_transaction() as connection:
            await connection.execute_many(query, values)


client_class = SqliteClient
