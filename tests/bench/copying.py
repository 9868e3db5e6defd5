"""One enterprise's documents, copied until there are as many as asked for: rows of every table that belongs to them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from kit import database
from kit.ids import new_id

_BATCH = 400  # rounds written at once
_TABLES = {
    "sqlite": """select m.name as "table", c.name as "column" from sqlite_master m join pragma_table_info(m.name) c
                 where m.type = 'table' order by m.rowid, c.cid""",
    "postgres": """select c.table_name as "table", c.column_name as "column"
                   from information_schema.columns c join pg_class p on p.relname = c.table_name
                   where c.table_schema = 'public' order by p.oid, c.ordinal_position""",
}
_BESIDE = {"parties": "enterprise_id", "deliveries": "tenant_id"}  # what grows with an enterprise and is no document
_MOMENTS = ("created_at", "updated_at", "status_at", "submitted_at", "declared_at", "since", "due_at")
_SPREAD = timedelta(minutes=5)  # between the copies: a hundred thousand lie within a year

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Originals:
    """What is copied: rows by table in the order in which tables were made, and the documents' ids and numbers."""

    rows: dict[str, list[Row]]

    @property
    def documents(self) -> list[Row]:
        return self.rows["documents"]


async def multiply(enterprise_id: UUID, total: int) -> None:
    """Copy everything the enterprise has until it has `total` documents; each copy a little older than the last."""
    originals = await _originals(enterprise_id)
    rounds = total // len(originals.documents) - 1
    for start in range(0, rounds, _BATCH):
        batch: dict[str, list[list[Any]]] = {table: [] for table in originals.rows}
        for turn in range(start, min(start + _BATCH, rounds)):
            for table, row in _turn(originals, turn + 1):
                batch[table].append(list(row.values()))
        async with database.transaction():
            for table, rows in batch.items():
                await _insert(table, originals.rows[table], rows)


async def _insert(table: str, like: list[Row], rows: list[list[Any]]) -> None:
    if rows:
        columns = list(like[0])
        slots = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
        await database.executemany(f"insert into {table} ({', '.join(columns)}) values ({slots})", rows)


async def _originals(enterprise_id: UUID) -> Originals:
    columns: dict[str, list[str]] = {}
    for row in await database.fetch(_TABLES[database.dialect()]):
        columns.setdefault(row["table"], []).append(row["column"])
    found = {"documents": await database.fetch("select * from documents where enterprise_id = $1", enterprise_id)}
    for table, names in columns.items():
        if "document_id" in names:
            sql = f"select * from {table} where document_id in (select id from documents where enterprise_id = $1)"
            found[table] = await database.fetch(sql, enterprise_id)
        elif table in _BESIDE:
            found[table] = await database.fetch(f"select * from {table} where {_BESIDE[table]} = $1", enterprise_id)
    return Originals({table: [dict(row) for row in rows] for table, rows in found.items() if rows})


def _turn(originals: Originals, turn: int) -> Iterator[tuple[str, Row]]:
    fresh = {str(row["id"]): new_id() for row in originals.documents}
    numbers = {row["number"]: f"{row['number']}{turn:06}" for row in originals.documents}
    for table, rows in originals.rows.items():
        for row in rows:
            made = {name: _made(value, fresh, numbers) for name, value in row.items()}
            yield table, made | _own(table, row, turn)


def _made(value: Any, fresh: Mapping[str, UUID], numbers: Mapping[str, str]) -> Any:
    """Return a value of a copy: ids and numbers of the originals become those of the copies, wherever they stand."""
    if str(value) in fresh:
        return fresh[str(value)]
    if isinstance(value, str):
        for old, new in numbers.items():
            value = value.replace(old, new)
    return value


def _own(table: str, row: Row, turn: int) -> dict[str, Any]:
    """Return what every copy has for itself: its id, its code, its moments."""
    own: dict[str, Any] = {}
    if table != "documents" and "id" in row:
        own["id"] = new_id()
    if table == "outgoing":
        own["key"] = f"{row['key']}{turn:08}"
    if table == "parties":
        own |= {"code": f"{turn:08}", "code_key": f"{turn:08}"}
    for name in _MOMENTS:
        if row.get(name) is not None:
            own[name] = database.as_time(row[name]) - turn * _SPREAD
    return own
