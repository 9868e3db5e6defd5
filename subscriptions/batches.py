"""Lists as parameters of one statement: arrays on PostgreSQL, JSON text on SQLite."""

from collections.abc import Collection
from typing import Any

from kit import database


def many(values: Collection[Any]) -> Any:
    """Return the values as the connected database takes a list: for `any($1::…[])` or for `json_each($1)`."""
    return list(values) if database.dialect() == "postgres" else database.Json(list(values))
