"""The schema is the same on both databases, and the models say the same as the schema."""

import re
from pathlib import Path
from typing import Any

import pytest
from tortoise import Tortoise
from tortoise.fields import (
    BigIntField,
    BinaryField,
    BooleanField,
    CharField,
    DatetimeField,
    IntField,
    JSONField,
    SmallIntField,
    TextField,
    UUIDField,
)

from kit import database, migrating

ROOT = Path(__file__).resolve().parents[1]
TYPES = {
    "uuid": (UUIDField,),
    "text": (TextField, CharField),
    "timestamp with time zone": (DatetimeField,),
    "jsonb": (JSONField,),
    "boolean": (BooleanField,),
    "integer": (IntField,),
    "smallint": (SmallIntField, IntField),
    "bigint": (BigIntField,),
    "bytea": (BinaryField,),
}


def _plain(script: str) -> str:
    """Fold a script's types into SQLite's to compare the two; what only tunes PostgreSQL is left out."""
    script = re.sub(r' collate "C"| with \(fillfactor = \d+\)', "", script)
    script = re.sub(r"alter table \w+ (set \(fillfactor = \d+\)|alter column \w+ set storage \w+);", "", script)
    script = script.replace("text[]", "text")
    for types, plain in (("uuid|timestamptz|jsonb", "text"), ("smallint|bigint|boolean", "integer"), ("bytea", "blob")):
        script = re.sub(rf"\b({types})\b", plain, script)
    return re.sub(r"\s+", " ", re.sub(r"--.*", "", script)).strip()


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/migrations/*.pg.sql")), ids=lambda path: path.name)
def test_both_dialects_say_the_same(path: Path) -> None:
    """Column by column and index by index, the two files of a migration differ in their types' names alone."""
    twin = path.with_name(path.name.replace(".pg.sql", ".sqlite.sql"))
    assert _plain(path.read_text("utf-8")) == _plain(twin.read_text("utf-8"))


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_models_match_the_schema(db: str) -> None:
    """Every model's columns are the table's columns, with the same types and the same nullability."""
    for model in Tortoise.apps["huizhi"].values():
        columns = {
            row["column_name"]: row
            for row in await database.fetch(
                "select column_name, data_type, is_nullable from information_schema.columns where table_name = $1",
                model._meta.db_table,
            )
        }
        fields = {
            field.source_field or name: field for name, field in model._meta.fields_map.items() if field.has_db_field
        }
        assert set(fields) == set(columns), model._meta.db_table
        for name, field in fields.items():
            assert isinstance(field, TYPES[columns[name]["data_type"]]), f"{model._meta.db_table}.{name}"
            assert field.null == (columns[name]["is_nullable"] == "YES"), f"{model._meta.db_table}.{name}"


async def test_a_second_migration_run_changes_nothing(db: str) -> None:
    """`huizhi migrate` is safe to repeat."""
    assert await migrating.pending() == []
    assert await migrating.migrate() == []


async def test_readiness_looks_at_the_ledger_once(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many steps there are: a look for each waited in line a hundred times, and a restart took a minute."""
    looks: list[str] = []
    for name in ("execute_query", "execute_query_dict"):
        whole = getattr(database._client(), name)

        async def counted(sql: str, *values: object, whole: Any = whole) -> Any:
            looks.append(sql)
            return await whole(sql, *values)

        monkeypatch.setattr(database._client(), name, counted)
    assert await migrating.pending() == []
    assert len(looks) == 1
