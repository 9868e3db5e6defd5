"""Many rows as parameters of one statement, written once for both databases.

`Relation("r", id="uuid", seq="bigint")` stands in a statement as `{r}`: on PostgreSQL an `unnest` of one array a
column, on SQLite one JSON text. The arrays stand in sub-selects to keep their lengths from the planner: it then looks
rows up by index, where otherwise it would read the whole of any table that is not yet large.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from kit import database


class Relation:
    """The columns of the rows that go along with a statement, and their PostgreSQL types."""

    def __init__(self, name: str, **columns: str) -> None:
        self.name = name
        self._columns = columns
        self._texts: dict[tuple[str, str, int], str] = {}

    def into(self, statement: str, first: int = 1) -> str:
        """Return the statement with `{name}` replaced; its parameters begin at `$first` and are the last ones."""
        key = (database.dialect(), statement, first)
        if key not in self._texts:
            self._texts[key] = statement.replace("{" + self.name + "}", self._source(first))
        return self._texts[key]

    def arguments(self, rows: Iterable[Sequence[Any]]) -> Sequence[Any]:
        """Return the parameters that carry the rows, each in the order of the columns."""
        if database.dialect() == "sqlite":
            return [orjson.dumps([list(row) for row in rows], default=_as_sqlite, option=_PLAIN).decode()]
        return list(zip(*rows, strict=True)) or [()] * len(self._columns)

    def _source(self, first: int) -> str:
        if database.dialect() == "sqlite":
            parts = [f"json_extract(value, '$[{n}]') as {column}" for n, column in enumerate(self._columns)]
            return f"(select {', '.join(parts)} from json_each(${first})) as {self.name}"  # noqa: S608 — our own names
        parts = [f"(select ${first + n}::{kind}[])" for n, kind in enumerate(self._columns.values())]
        return f"unnest({', '.join(parts)}) as {self.name}({', '.join(self._columns)})"


_PLAIN = orjson.OPT_PASSTHROUGH_DATETIME


def _as_sqlite(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(" ", timespec="microseconds")
    raise TypeError(type(value).__name__)


IDS = Relation("ids", id="uuid")


def ids(values: Iterable[UUID]) -> Sequence[Any]:
    """Return the parameters of `IDS` for these ids."""
    return IDS.arguments([(value,) for value in values])


def many(values: Collection[Any]) -> Any:
    """Return the values as the connected database takes a list: for `any($1::…[])` or for `json_each($1)`."""
    return list(values) if database.dialect() == "postgres" else database.Json(list(values))
