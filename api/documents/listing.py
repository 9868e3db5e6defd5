"""Lists in SQL: conditions that were given, one page of rows, and how many there are, for the actor's enterprise alone.

A short list is counted each time. A long one is counted so far and no further, for nobody turns five hundred pages, and
its length is remembered for some seconds: looking at a list must not take longer with the years.
"""

import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson

from api.documents.refusals import not_in_scope
from api.people import Actor
from api.people.rights import may_see
from kit import database

MOST: Final = 10_000
AT_ONCE: Final = 100  # rows that are counted at every look
REMEMBERED: Final = 10.0  # seconds for which the length of a longer list is taken as it was
_LENGTHS: Final = 4_096  # lists remembered
_lengths: OrderedDict[tuple[str, ...], tuple[float, int]] = OrderedDict()
BEYOND: Final = "\U0010ffff"  # after every number that begins so
Condition = tuple[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """The fixed parts of a list; `where` takes the enterprise as `$1`."""

    columns: str
    source: str
    where: str
    order: str


def begins(column: str, text: str) -> list[Condition]:
    """Return the conditions that a column begins with a text; none for an empty text."""
    return [(column + " >= ${}", text), (column + " < ${}", text + BEYOND)] if text else []


def among(column: str, values: Sequence[str]) -> list[Condition]:
    """Return the condition that a column is one of some words; none for no words."""
    if not values:
        return []
    if len(values) == 1:  # so that an index on the column also gives the order
        return [(column + " = ${}", values[0])]
    if database.dialect() == "postgres":
        return [(column + " = any(${}::text[])", list(values))]
    return [(column + " in (select value from json_each(${}))", orjson.dumps(list(values)).decode())]  # noqa: S608


def holds(column: str, text: str) -> list[Condition]:
    """Return the condition that a column holds a text anywhere; none for an empty text."""
    plain = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return [(f"{column} like ${{}} escape '!'", f"%{plain}%")] if text else []


async def page(
    actor: Actor, query: Query, asked: Iterable[Condition], page: int, size: int
) -> tuple[list[dict[str, Any]], int]:
    """Return one page of rows, ids and moments as such, and how many there are; of no enterprise, nothing.

    A condition is its SQL with `${}` for its value; one whose value is None or empty is left out. Raises `scope`.
    """
    owner = await owner_of(actor)
    if owner is None:
        return [], 0
    kept = [(clause, value) for clause, value in asked if value not in (None, "")]
    where = " and ".join([query.where, *(clause.format(n) for n, (clause, _) in enumerate(kept, 2))])
    values = [owner, *(value for _, value in kept)]
    last = len(values)
    part = f"order by {query.order} limit ${last + 1} offset ${last + 2}"
    sql = f"select {query.columns} from {query.source} where {where} {part}"  # noqa: S608 — constants of the slices
    rows = await database.fetch(sql, *values, size, (page - 1) * size)
    return [_row(row) for row in rows], await _count(query, where, values)


async def owner_of(actor: Actor) -> UUID | None:
    """Return the enterprise whose lists the actor may see now; raises `scope` for a token that may not read."""
    if not actor.may("read"):
        raise not_in_scope()
    firm = actor.enterprise_id
    return firm if firm and await may_see({(actor.person_id, firm)}) else None


async def _count(query: Query, where: str, values: Sequence[Any]) -> int:
    found = await _counted(query, where, values, AT_ONCE)
    if found < AT_ONCE:
        return found
    key, moment = (query.source, where, *map(str, values)), time.monotonic()
    counted_at, length = _lengths.get(key, (0.0, 0))
    if not counted_at or moment - counted_at > REMEMBERED:
        length = await _counted(query, where, values, MOST)
        _remember(key, moment, length)
    return length


async def _counted(query: Query, where: str, values: Sequence[Any], most: int) -> int:
    sql = f"select count(*) as n from (select 1 from {query.source} where {where} limit {most}) as found"  # noqa: S608 — constants of the slices
    return int((await database.fetch(sql, *values))[0]["n"])


def _remember(key: tuple[str, ...], moment: float, length: int) -> None:
    _lengths[key] = moment, length
    _lengths.move_to_end(key)
    if len(_lengths) > _LENGTHS:
        _lengths.popitem(last=False)


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
