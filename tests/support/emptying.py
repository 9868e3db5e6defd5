"""Emptying a PostgreSQL database between two tests: several times quicker than making a new one."""

import asyncpg

_OTHERS = """
select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"""
_WRITTEN = """
select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
and relname <> 'schema_migrations' and pg_relation_size(oid) > 0"""


async def emptied(url: str) -> None:
    """End every other connection and truncate the tables that hold anything."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_OTHERS)
        written = [row["relname"] for row in await connection.fetch(_WRITTEN)]
        if written:
            await connection.execute(f"truncate {', '.join(written)} cascade")
    finally:
        await connection.close()
