"""Lists in SQL: conditions that were given, one page of rows, and how many there are, for the actor's enterprise alone.

Looking at a list takes no longer with the years (docs/adr/0018): it is read in the order of an index that begins with
what it was narrowed by, and its length is counted no further than `MOST`.
"""

import re
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from api.documents.refusals import not_in_scope
from api.paging import COUNTED, counted, require_reach
from api.people import Actor
from api.people.rights import may_see
from kit import database

MOST: Final = COUNTED
BEYOND: Final = "\U0010ffff"  # after every text that begins so
_SHORT_CUTS: Final = (
    "enable_sort",
    "enable_hashjoin",
    "enable_mergejoin",
    "enable_seqscan",
    "enable_bitmapscan",
    "jit",
)
# A plan made for any value would read a whole enterprise for the value that few documents have. Starting workers takes
# longer than all that they would count, and each reads ahead of where the count ends.
_SETTINGS: Final = {"plan_cache_mode": "force_custom_plan", "max_parallel_workers_per_gather": "0"} | dict.fromkeys(
    _SHORT_CUTS, "off"
)
_STRAIGHT: Final = "select " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in _SETTINGS.items())
_LOOKED_UP: Final = re.compile(r"(?P<table>\w+) (?P<own>\w) (?P<register>left join documents d on d\.id = \w\.\w+)")
_LIMIT: Final = "{limit}"
_OF_REGISTER: Final = re.compile(r"\bd\.")
Condition = tuple[str, Any]
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """The fixed parts of a list; `where` takes the enterprise as `$1`, `asked` are conditions of its own.

    Queries that are read as one list share the names of their columns, and `order` is made of those names.
    """

    columns: str
    source: str
    where: str
    order: str
    asked: Sequence[Condition] = ()

    def by(self, order: str, source: str = "") -> "Query":
        """Return the same list read in another order, from another source if one is given."""
        return replace(self, order=order, source=source or self.source)

    def asking(self, *asked: Condition) -> "Query":
        """Return the same list under further conditions."""
        return replace(self, asked=[*self.asked, *asked])


def begins(column: str, text: str) -> list[Condition]:
    """Return the conditions that a column begins with a text; none for an empty text."""
    return [(column + " >= ${}", text), (column + " < ${}", text + BEYOND)] if text else []


def between(column: str, since: datetime | None, until: datetime | None) -> list[Condition]:
    """Return the conditions that a moment lies in a time; `until` is open, None asks for nothing."""
    return [(column + " >= ${}", since), (column + " < ${}", until)]


def among(column: str, values: Sequence[str]) -> list[Condition]:
    """Return the condition that a column is one of some words; none for no words."""
    if not values:
        return []
    if len(values) == 1:  # so that an index on the column also gives the order
        return [(column + " = ${}", values[0])]
    if database.dialect() == "postgres":
        return [(column + " = any(${}::text[])", list(values))]
    return [(column + " in (select value from json_each(${}))", orjson.dumps(list(values)).decode())]  # noqa: S608


async def page(
    actor: Actor,
    query: Query | Sequence[Query],
    asked: Iterable[Condition],
    page: int,
    size: int,
    *,
    length: int | None = None,
) -> tuple[Rows, int]:
    """Return one page of rows, ids and moments as such, and how many there are; of no enterprise, nothing.

    Several queries are one list and hold no row in common. A condition is its SQL with `${}` for its value; one whose
    value is None or empty is left out. A list of more than `MOST` rows is `AtLeast` so long, unless its `length` is
    known. Raises `scope`, too_deep.
    """
    require_reach(page, size)
    owner = await owner_of(actor)
    queries = [query] if isinstance(query, Query) else query
    if owner is None or not queries:
        return [], 0
    made, offset = _Statement(queries, asked, owner), (page - 1) * size
    last = offset + size >= MOST  # one row more then says that the list goes on: nothing is left to be counted
    async with in_order():
        rows = await database.fetch(made.page(size + last, offset), *made.values)
        if length is None:
            known = offset + len(rows)
            ended = len(rows) < size + last and (rows or page == 1)
            length = known if ended else so_many(known) if last and rows else await _length(made)
    return [_row(row) for row in rows[:size]], length


async def owner_of(actor: Actor) -> UUID | None:
    """Return the enterprise whose lists the actor may see now; raises `scope` for a token that may not read."""
    if not actor.may("read"):
        raise not_in_scope()
    firm = actor.enterprise_id
    return firm if firm and await may_see({(actor.person_id, firm)}) else None


def so_many(found: int) -> int:
    """Return what a count that stops behind `MOST` says of a list's length."""
    return counted(found, MOST)


class _Statement:
    """The queries of one list as SQL; what is asked of all of them is passed once."""

    def __init__(self, queries: Sequence[Query], asked: Iterable[Condition], owner: UUID) -> None:
        self.values: list[Any] = [owner]
        self._order = queries[0].order
        self._merged = len(queries) > 1 and _is_postgres()  # which merges no parts but sorted ones
        common = self._numbered(asked)
        wheres = [" and ".join([each.where, *common, *self._numbered(each.asked)]) for each in queries]
        froms = [f"from {each.source} where {where}" for each, where in zip(queries, wheres, strict=True)]
        self._parts = list(zip((each.columns for each in queries), froms, strict=True))
        self._apart = _register_apart(queries[0], wheres[0]) if len(queries) == 1 and _is_postgres() else None

    def page(self, size: int, offset: int) -> str:
        """Return the statement of a page; its numbers stand in it, for the planner to know how few rows are wanted."""
        if self._apart and offset:
            return self._apart.replace(_LIMIT, f"limit {size} offset {offset}")
        end = f"order by {self._order} limit {offset + size}"
        form = "({} " + end + ")" if self._merged else "{}"
        parts = " union all ".join(form.format(f"select {columns} {rest}") for columns, rest in self._parts)
        return f"{parts} order by {self._order} limit {size} offset {offset}"

    def count(self, most: int) -> str:
        """Return the statement that counts no further than `most`."""
        parts = " union all ".join(f"select 1 {rest}" for _, rest in self._parts)
        return f"select count(*) as n from ({parts} limit {most}) as found"  # noqa: S608 — constants of the slices

    def _numbered(self, asked: Iterable[Condition]) -> list[str]:
        kept = [(clause, value) for clause, value in asked if value not in (None, "")]
        first = len(self.values) + 1
        self.values.extend(value for _, value in kept)
        return [clause.format(n) for n, (clause, _) in enumerate(kept, first)]


def _is_postgres() -> bool:
    return database.dialect() == "postgres"


def _register_apart(query: Query, where: str) -> str | None:
    """Return a later page's statement that asks the register about the rows shown alone, not about those passed over.

    None where the register is more than looked up by them: it is another table's list, or narrows or orders this one.
    SQLite passes over rows quickly enough without.
    """
    found = _LOOKED_UP.fullmatch(query.source)
    if not found or _OF_REGISTER.search(f"{where} {query.order}"):
        return None
    table, own, register = found["table"], found["own"], found["register"]
    shown = f"select {own}.* from {table} {own} where {where} order by {query.order} {_LIMIT}"  # noqa: S608 — our own names
    return f"select {query.columns} from ({shown}) as {own} {register} order by {query.order}"  # noqa: S608 — our own names


@asynccontextmanager
async def in_order() -> AsyncIterator[None]:
    """Keep PostgreSQL from gathering all that fits and sorting it: statistics mislead it about rare and joined rows."""
    if database.dialect() == "postgres":
        async with database.transaction():
            await database.fetch(_STRAIGHT)
            yield
    else:
        yield


async def _length(made: _Statement) -> int:
    return so_many((await database.fetch(made.count(MOST + 1), *made.values))[0]["n"])


def _row(row: database.Row) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "id" or name.endswith("_id"):
        return database.as_uuid(value)
    if name == "since" or name.endswith("_at"):
        return database.as_time(value)
    return value
