"""One enterprise's documents, copied until there are as many as asked for: rows of every table that belongs to them.

The database copies them, one statement a table: turn by turn through Python it took twenty minutes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from kit import database

_COLUMNS: Final = {
    "sqlite": """select m.name as "table", c.name as "column", c.type as type
                 from sqlite_master m join pragma_table_info(m.name) c
                 where m.type = 'table' order by m.rowid, c.cid""",
    "postgres": """select c.table_name as "table", c.column_name as "column", c.udt_name as type
                   from information_schema.columns c join pg_class p on p.relname = c.table_name
                   where c.table_schema = 'public' order by p.oid, c.ordinal_position""",
}
_BESIDE: Final = {"parties": "enterprise_id"}  # grows with an enterprise, is no document
_MADE_ANEW: Final = {"outgoing", "text_tails"}  # by beside.py and variety.py
_MOMENTS: Final = ("created_at", "updated_at", "status_at", "submitted_at", "declared_at", "since", "due_at")
# Between the copies lie five minutes: a hundred thousand documents lie within a year.
_EARLIER: Final = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S', o.{0}, (-300 * turn) || ' seconds') || substr(o.{0}, 20)",
    "postgres": "o.{0} - turn * interval '5 minutes'",
}
# Ids that rise with the turns; their last digits differ from copy to copy without an order, as those of real ones do.
_ID: Final = {
    "sqlite": "printf('01b%05x-%04x-7000-8000-%012x', turn, {n}, (turn * 8191 + {n}) * 2654435761 % 281474976710656)",
    "postgres": """'01b' || lpad(to_hex(turn), 5, '0') || '-' || lpad(to_hex({n}), 4, '0') || '-7000-8000-'
        || lpad(to_hex((turn * 8191 + {n}) * 2654435761 % 281474976710656), 12, '0')""",
}
# Materialised: a statement that reads the table it fills would pass over all that it wrote, for each row again.
_COPY: Final = """
    insert into {table} ({columns})
    with recursive turns(turn) as (
        select cast(1 as bigint) union all select turn + 1 from turns where turn < $2::bigint),
    firsts(id, n) as materialized (
        select id, row_number() over (order by id) from documents
        where enterprise_id = $1 and cast(id as text) < '01b'),
    o as materialized (select a.*, row_number() over () as n from {table} a where {whose})
    select {made} from o, turns"""

Row = Mapping[str, Any]
Types = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Originals:
    """What is copied: rows by table in the order in which tables were made, and the types of their columns."""

    rows: dict[str, Sequence[Row]]
    types: Types

    @property
    def numbers(self) -> list[str]:
        """Return the documents' numbers."""
        return [row["number"] for row in self.rows["documents"]]

    @property
    def ids(self) -> set[str]:
        """Return the documents' ids."""
        return {str(row["id"]) for row in self.rows["documents"]}


async def multiply(enterprise_id: UUID, total: int) -> None:
    """Copy everything the enterprise has until it has `total` documents; each copy a little older than the last."""
    originals = await _originals(enterprise_id)
    turns = total // len(originals.numbers) - 1
    async with database.transaction():
        for table in originals.rows:
            made = dict(_made(originals, table))
            copy = _COPY.format(
                table=table, columns=", ".join(made), made=", ".join(made.values()), whose=_whose(table)
            )
            await database.execute(copy, enterprise_id, turns)


async def _originals(enterprise_id: UUID) -> Originals:
    types: Types = {}
    for row in await database.fetch(_COLUMNS[database.dialect()]):
        types.setdefault(row["table"], {})[row["column"]] = row["type"]
    rows: dict[str, Sequence[Row]] = {}
    for table in ["documents", *types]:
        if table in {"documents", *_BESIDE} or ("document_id" in types[table] and table not in _MADE_ANEW):
            rows[table] = await database.fetch(f"select * from {table} a where {_whose(table)}", enterprise_id)
    return Originals({table: found for table, found in rows.items() if found}, types)


def _whose(table: str) -> str:
    """Return the condition for the enterprise's own rows, `a`, of a table, without those that were copied."""
    if table in _BESIDE:
        return f"a.{_BESIDE[table]} = $1"
    if table == "documents":
        return "a.enterprise_id = $1 and cast(a.id as text) < '01b'"
    firsts = "select id from documents where enterprise_id = $1 and cast(id as text) < '01b'"
    return f"a.document_id in ({firsts})"


def _made(originals: Originals, table: str) -> Iterator[tuple[str, str]]:
    """Yield each column with what a copy of it holds."""
    for column, type_ in originals.types[table].items():
        values = [row[column] for row in originals.rows[table]]
        made = _own(table, column) or _following(originals, column, values)
        yield column, f"cast({made} as {type_})"


def _own(table: str, column: str) -> str:
    """Return what every copy has for itself: its id, its code, its moments."""
    turn = "substr(cast(100000000 + turn as text), 2)"
    if table == "parties" and column in {"code", "code_key"}:
        return turn
    if column == "id" and table != "documents":
        return _ID[database.dialect()].format(n="o.n")
    return _EARLIER[database.dialect()].format(column) if column in _MOMENTS else ""


def _following(originals: Originals, column: str, values: Sequence[Any]) -> str:
    """Return a value in which ids and numbers of the originals become those of the copies, wherever they stand."""
    if originals.ids & {str(value) for value in values}:
        fresh = _ID[database.dialect()].format(n="firsts.n")
        return f"coalesce((select {fresh} from firsts where firsts.id = o.{column}), cast(o.{column} as text))"
    made = f"o.{column}"
    for number in originals.numbers:
        if any(isinstance(value, str) and number in value for value in values):
            made = f"replace(cast({made} as text), '{number}', '{number}' || substr(cast(1000000 + turn as text), 2))"
    return made
