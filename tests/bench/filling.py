"""Filling a database with many rows: without the indexes that they do not need yet, without waiting for the disk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from kit import database

_INDEXES: Final = {
    "sqlite": """select name, sql from sqlite_master where type = 'index' and sql not like 'create unique%'""",
    "postgres": """select c.relname as name, pg_get_indexdef(i.indexrelid) as sql from pg_index i
        join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and not i.indisunique""",
}
_HASTE: Final = {
    "sqlite": ("pragma synchronous = off", "pragma cache_size = -500000", "pragma temp_store = memory"),
    "postgres": (
        "set synchronous_commit = off",
        "set work_mem = '256MB'",
        "set maintenance_work_mem = '512MB'",
    ),
}
_END: Final = {
    "sqlite": ("analyze", "pragma wal_checkpoint(truncate)"),
    "postgres": ("vacuum analyze", "checkpoint"),
}


@asynccontextmanager
async def quickly() -> AsyncIterator[None]:
    """Fill inside; afterwards every index stands again, and the database knows its rows. Connect anew before asking."""
    dialect = database.dialect()
    for statement in _HASTE[dialect]:
        await database.execute(statement)
    indexes = await database.fetch(_INDEXES[dialect])
    for index in indexes:
        await database.execute(f"drop index {index['name']}")
    yield
    for statement in [*(index["sql"] for index in indexes), *_END[dialect]]:
        await database.execute(statement)
