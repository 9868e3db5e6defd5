"""Telephone and identity numbers that nobody has, in every box that takes one, and a thief's look for them."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple

from api import vaults
from api.exchange import inbox, outgoing
from kit import database, redis, sealing
from tests.api import matrix, world
from tests.api.matrix import Asked
from tests.api.people import makers
from tests.api.people.makers import a_client

_SERIALS = count(1000)
_BOX: Final = re.compile(r"(?:^|_)(?:tel|phone|mobile|fax)(?:_\d)?$")
_PARTNERS: Final = {"exporter": ("phone", "fax"), "importer": ("phone_1", "phone_2", "fax_1", "fax_2")}
# Not only ours: whatever else the walk leaves behind that looks like somebody's number is found too.
NUMBER: Final = re.compile(r"(?<![0-9A-Za-z+/-])1[3-9]\d{9}(?![0-9A-Za-z+/-])|619999\d{11}[\dX]|11010519491231002X")
SEAL: Final = re.compile(r"[~^][0-9A-Za-z+/_-]{27,}={0,2}|\x00huizhi sealed\x00")
_TABLES: Final = {
    "sqlite": "select name from sqlite_master where type = 'table' and name not like 'sqlite%'",
    "postgres": "select tablename as name from pg_tables where schemaname = 'public'",
}


def _form(purpose: str) -> Callable[[Any], Any]:
    return lambda kept: database.Json(sealing.open_boxes(database.as_json(kept), purpose))


_OPENED: Final[dict[str, Callable[[Any], Any]]] = {
    "inbox": lambda kept: sealing.open_bytes(bytes(kept), inbox.SEALED_AS),
    "outgoing": lambda kept: sealing.open_bytes(bytes(kept), outgoing.SEALED_AS),
    "certificates": _form("declarant"),
    "certificate_goods": _form("producer"),
    "parties": _form("partner"),
    "enterprises": _form("profile"),
    "coordinations": lambda kept: sealing.open_text(kept, "contact phone"),
    "syncs": lambda kept: database.Json(sealing.open_json(database.as_json(kept), "sync changes")),
}


class Cell(NamedTuple):
    """What stands in one column of one row."""

    table: str
    column: str
    text: str


def a_mobile() -> str:
    """A mobile number that nobody was given yet."""
    return f"1998800{next(_SERIALS)}"


async def walked(there: world.World) -> int:
    """Ask every operation of the interface by its example, canaries in its boxes; return how many were planted."""
    began = next(_SERIALS)
    for row in matrix.ROWS.values():
        who = "house" if matrix.RULES[row.rule]["admin"] == "401" else "admin"
        asked = await matrix.asked(there, row.operation)
        every = [asked]
        if asked.body is not None and not asked.form:
            every.append(planted(row.operation, await matrix.by_example(there, row, whole=True)))
        async with a_client(await there.knocks_as(who)) as client:
            for each in every:
                answer = await each.of(client)
                assert answer.status_code < 500, answer.text
    return next(_SERIALS) - began


def planted(operation: str, asked: Asked) -> Asked:
    """The request with a canary in every box that takes a telephone or identity number, given or not."""
    path = matrix.OPERATIONS[operation].path
    content = matrix.DOCUMENT["paths"][path][asked.method.lower()]["requestBody"]["content"]
    _plant(next(iter(content.values()))["schema"], asked.body)
    for box in _PARTNERS.get(asked.path.rstrip("/").rpartition("/")[2], ()):
        asked.body["form"][box] = a_mobile()
    return asked


def _plant(schema: Mapping[str, Any], body: Any) -> None:
    if "$ref" in schema:
        schema = matrix.DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for choice in ("anyOf", "oneOf", "allOf"):
        for each in schema.get(choice, []):
            _plant(each, body)
    for each in body if isinstance(body, list) else ():
        _plant(schema.get("items", {}), each)
    for name, each in schema.get("properties", {}).items() if isinstance(body, dict) else ():
        if _BOX.search(name):
            body[name] = a_mobile()
        elif name in ("id_card", "applicant"):
            body[name] = makers.an_id_card()
        else:
            _plant(each, body.setdefault(name, {}) if name == "form" else body.get(name))


async def cells() -> AsyncIterator[Cell]:
    """Whatever the database holds, as a dump tells it."""
    for table in await database.fetch(_TABLES[database.dialect()]):
        for row in await database.fetch(f"select * from {table['name']}"):
            for column, value in dict(row).items():
                text = bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                yield Cell(table["name"], column, text)


async def numbers_found() -> dict[str, list[str]]:
    """{table.column: some of the numbers that lie open there}, and those of the file and of Redis themselves."""
    found: dict[str, set[str]] = {}
    async for cell in cells():
        for number in NUMBER.findall(cell.text):
            found.setdefault(f"{cell.table}.{cell.column}", set()).add(number)
    for name, content in [*_files(), *await _remembered()]:
        for number in NUMBER.findall(content):
            found.setdefault(name, set()).add(number)
    return {place: sorted(numbers)[:5] for place, numbers in found.items()}


async def seals_found() -> set[tuple[str, str]]:
    """The columns, with their tables, in which anything lies under seal."""
    return {(cell.table, cell.column) async for cell in cells() if SEAL.search(cell.text)}


async def laid_open() -> None:
    """Keep everything as a version without these seals did."""
    for vault in vaults.all_vaults():
        key, opened = vault.key[0], _OPENED.get(vault.table)
        (column, *_) = vault.columns
        for row in await database.fetch(f"select {key}, {column} from {vault.table}") if opened else ():
            sql = f"update {vault.table} set {column} = $1 where {key} = $2"
            await database.execute(sql, opened(row[column]), row[key])


def _files() -> list[tuple[str, str]]:
    """The bytes of a SQLite database, those that wait in its log among them; PostgreSQL's dump is its tables."""
    if database.dialect() != "sqlite":
        return []
    main = Path(database._client().filename)
    parts = [main, main.with_name(f"{main.name}-wal")]
    return [(part.name, part.read_bytes().decode("latin-1")) for part in parts if part.exists()]


async def _remembered() -> list[tuple[str, str]]:
    held = [key async for key in redis.client().scan_iter()]
    dumped = [(key.decode(), await redis.client().dump(key)) for key in held]
    return [(f"redis {key}", f"{key} {(value or b'').decode('latin-1')}") for key, value in dumped]
