"""Arrays to PostgreSQL: what goes there comes back, and asyncpg asks no base class about the elements."""

from uuid import UUID

import pytest
from asyncpg.protocol import protocol

from kit import database
from kit.engines import arrays
from kit.ids import new_id

_BACK = "select $1::text[] as words, $2::uuid[] as ids, $3::bigint[] as numbers"


async def test_arrays_come_back_as_they_went(db: None) -> None:
    if database.dialect() != "postgres":
        pytest.skip("SQLite has no arrays")
    ids = (new_id(), None, new_id())
    (row,) = await database.fetch(_BACK, ["一", "", None, "{a,b}"], ids, [])
    assert (row["words"], row["ids"], row["numbers"]) == (["一", "", None, "{a,b}"], list(ids), [])


def test_elements_are_not_asked_by_base_classes() -> None:
    arrays.ask_less()
    for value in ("text", UUID(int=1), 7):
        assert not isinstance(value, protocol.IterableABC)
        assert not isinstance(value, protocol.SizedABC)
    assert isinstance([], protocol.IterableABC)
