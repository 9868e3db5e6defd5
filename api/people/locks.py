"""Locks that last until the transaction ends; on SQLite every transaction is alone anyway."""

import hashlib

from kit import database


async def hold(*names: str) -> None:
    """Hold the named locks until the transaction ends; taken in one order, so that two holders never wait in a ring."""
    if database.dialect() == "sqlite":
        return
    for key in sorted(map(_key, names)):
        await database.fetch("select pg_advisory_xact_lock($1)", key)


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
