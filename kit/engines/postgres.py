"""PostgreSQL through asyncpg: cancellation-safe transactions over the pool."""

import contextlib
from types import TracebackType
from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError, TransactionManagementError

from kit.engines import arrays
from kit.engines.carrying import or_give_back, to_the_end

arrays.ask_less()
_BROKEN = (asyncpg.PostgresError, asyncpg.InterfaceError, OperationalError, OSError)


class _Pooled(TransactionContext):
    """Hold one pooled connection for the length of one transaction."""

    def __init__(self, client: "PostgresClient") -> None:
        self.connection_name = client.connection_name
        self._client = client

    async def __aenter__(self) -> TransactionalDBClient:
        self._pool = await self._client.pool()
        self._raw = await or_give_back(_acquired(self._pool), self._pool.release)
        self._wrapper = TransactionWrapper(self._client)
        self._wrapper._connection = self._raw  # noqa: SLF001 — the engine is a part of the client
        try:
            await to_the_end(self._wrapper.begin())
        except BaseException:
            await to_the_end(self._undo())
            raise
        self._token = get_connections().set(self.connection_name, self._wrapper)
        return self._wrapper

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        get_connections().reset(self._token)
        try:
            await to_the_end(self._end(failed=exc_type is not None))
        finally:
            await to_the_end(_released(self._pool, self._raw))

    async def _end(self, *, failed: bool) -> None:
        if not failed:
            await self._wrapper.commit()
            return
        with contextlib.suppress(TransactionManagementError, *_BROKEN):
            await self._wrapper.rollback()

    async def _undo(self) -> None:
        await self._end(failed=True)
        await _released(self._pool, self._raw)


async def _acquired(pool: asyncpg.Pool) -> Any:
    return await pool.acquire()


async def _released(pool: asyncpg.Pool, connection: Any) -> None:
    with contextlib.suppress(*_BROKEN):
        await pool.release(connection)


class PostgresClient(AsyncpgDBClient):
    """Tortoise's asyncpg client, with our transactions under every path that opens one."""

    async def pool(self) -> asyncpg.Pool:
        """Return the pool, opened on first use."""
        async with self._pool_init_lock:
            if not self._pool:
                await self.create_connection(with_db=True)
        return self._pool

    def _in_transaction(self) -> TransactionContext:
        return _Pooled(self)


client_class = PostgresClient
