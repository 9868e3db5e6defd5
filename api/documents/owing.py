"""What is yet to be done about documents: a status puts a document on lists and takes it off (data/todos.csv).

The lists are kept as rows because a list of what is open must not grow slower with all that is done.
"""

import csv
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from kit import database
from kit.relation import Relation

_DATA: Final = Path(__file__).parent / "data"
_ROWS: Final = Relation("rows", document_id="uuid", enterprise_id="uuid", since="timestamptz")
# What a list is narrowed by is repeated in its rows (docs/adr/0018); of a type that nobody told, the number speaks.
_SAYS: Final = {
    "kind": "d.kind",
    "number": "d.number",
    "created_at": "d.created_at",
    "type_code": """coalesce(d.facts ->> 'certificate_type', case when length(d.number) between 16 and 17
        then substr(d.number, 1, length(d.number) - 15) else '' end)""",
    "exporter_code": "coalesce(d.facts ->> 'exporter_code', '')",
}
_OWE: Final = f"""
    insert into document_todos (document_id, list, enterprise_id, since, {", ".join(_SAYS)})
    select rows.document_id, names.list, rows.enterprise_id, rows.since, {", ".join(_SAYS.values())}
    from {{rows}} cross join (NAMES) as names join documents d on d.id = rows.document_id where true
    on conflict (document_id, list) do nothing"""  # noqa: S608 — constants of this file
_RESTORE: Final = f"""
    update document_todos set {", ".join(f"{name} = {says}" for name, says in _SAYS.items())} from documents d
    where d.id = document_todos.document_id and ($1::uuid is null or d.enterprise_id = $1)
    and (d.number <> document_todos.number or d.created_at <> document_todos.created_at)"""  # noqa: S608
_RENUMBER: Final = "update document_todos set number = $2 where document_id = $1"
_DONE_ROWS: Final = Relation("rows", document_id="uuid", list="text")
_DONE: Final = """
    delete from document_todos where exists (
        select 1 from {rows} where rows.document_id = document_todos.document_id and rows.list = document_todos.list)"""
_DONE_ONE: Final = "delete from document_todos where document_id = $1 and list = $2"
NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class TodoList:
    """A list of open work: what it is called, when a document is late on it, and what to do.

    `by_hand`: people tick a document off; all other lists follow from statuses alone.
    """

    name: str
    label: str
    overdue_after: timedelta
    by_hand: bool
    advice: str


class _Turned(NamedTuple):
    """A document that went from lists to lists."""

    before: frozenset[str]
    after: frozenset[str]
    enterprise_id: UUID
    since: datetime


class Ledger:
    """What a batch of moves adds to the lists and takes from them, written at its end."""

    def __init__(self) -> None:
        self._turned: dict[UUID, _Turned] = {}

    def turn(self, kind: str, before: str, after: str, owner: tuple[UUID, UUID], since: datetime) -> None:
        """Note that a document (its id, its enterprise) went from one status to another."""
        old, new = lists_of(kind, before), lists_of(kind, after)
        if old is new:
            return
        earlier = self._turned.get(owner[0])
        self._turned[owner[0]] = _Turned(earlier.before if earlier else old, new, owner[1], since)

    async def write(self) -> None:
        """Write it down, in the caller's transaction, which holds the documents: no two write about the same one."""
        if not self._turned:
            return
        await settle([(id_, name) for id_, turned in self._turned.items() for name in turned.before - turned.after])
        added: defaultdict[frozenset[str], list[tuple[UUID, UUID, datetime]]] = defaultdict(list)
        for id_, turned in self._turned.items():
            if new := turned.after - turned.before:
                added[new].append((id_, turned.enterprise_id, turned.since))
        for names, rows in added.items():
            await database.execute(_ROWS.into(_owe(names)), *_ROWS.arguments(rows))


async def renumber(document_id: UUID, number: str) -> None:
    """Let open work about a document be found by its new number, in the caller's transaction."""
    await database.execute(_RENUMBER, document_id, number)


async def restore(enterprise_id: UUID | None = None) -> int:
    """Let open work say again what the register says, in the caller's transaction; return how many rows strayed."""
    return await database.execute(_RESTORE, enterprise_id)


async def done(document_id: UUID, name: str) -> bool:
    """Take a document from a list, in the caller's transaction; tell whether it stood there."""
    return await database.execute(_DONE_ONE, document_id, name) == 1


def lists_of(kind: str, status: str) -> frozenset[str]:
    """Return the lists on which a document of that kind and status stands."""
    return _todos().get((kind, status), NOTHING)


@cache
def todo_lists() -> Mapping[str, TodoList]:
    """Return every list of open work by its name, in the order of a working day."""
    return {
        row["list"]: TodoList(
            row["list"], row["label"], timedelta(days=int(row["overdue_days"])), row["by_hand"] == "yes", row["advice"]
        )
        for row in _rows("todo_lists")
    }


@cache
def _owe(names: frozenset[str]) -> str:
    return _OWE.replace("NAMES", " union all ".join(f"select '{name}' as list" for name in sorted(names)))


async def settle(gone: Collection[tuple[UUID, str]]) -> None:
    """Take documents from lists, in the caller's transaction."""
    if gone:
        await database.execute(_DONE_ROWS.into(_DONE), *_DONE_ROWS.arguments(gone))


@cache
def _todos() -> Mapping[tuple[str, str], frozenset[str]]:
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in _rows("todos"):
        found[row["kind"], row["status"]].add(row["list"])
    return {key: frozenset(names) for key, names in found.items()}


def _rows(table: str) -> Sequence[Mapping[str, str]]:
    with (_DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
