"""The inbox keeps every receipt raw, once, before anybody understands it."""

import asyncio

import pytest

from api.exchange import inbox
from api.exchange.inbox import Mail, body_of
from kit import bell, database, failpoints, trace
from kit.failpoints import FailpointHit
from tests.api.exchange.letters import received, states


async def test_a_receipt_is_kept_byte_for_byte_with_the_trace_it_came_under(db: str) -> None:
    body = bytes(range(256)) * 10
    with trace.bind("ab" * 16):
        assert await inbox.store("gacc", "serial-1", body, "Cooimp/InBox/a.xml")
    (row,) = await database.fetch("select source, serial, body, origin, trace, state from inbox")
    assert body_of(row) == body
    assert (row["source"], row["serial"], row["origin"]) == ("gacc", "serial-1", "Cooimp/InBox/a.xml")
    assert (row["trace"], row["state"]) == ("ab" * 16, "new")


async def test_a_copy_changes_nothing_and_another_source_is_no_copy(db: str) -> None:
    assert await inbox.store("gacc", "1", b"first", "a")
    assert not await inbox.store("gacc", "1", b"second", "b")
    assert await inbox.store("ccpit", "1", b"third", "c")
    rows = await database.fetch("select body from inbox order by id")
    assert [body_of(row) for row in rows] == [b"first", b"third"]


async def test_a_thousand_receipts_ten_copies_at_once_make_a_thousand_rows(db: str) -> None:
    """R-2: whoever comes first is told it is new, the nine others that it was there; none is refused."""
    batches = [
        [Mail(source="gacc", serial=str(n), body=b"x", origin="") for n in range(s, s + 50)] for s in range(0, 1000, 50)
    ]
    answers = await asyncio.gather(*(inbox.store_many(batch) for batch in batches * 10))
    assert sum(map(sum, answers)) == 1000
    assert len(await states()) == 1000


async def test_the_same_serial_twice_in_one_batch_is_stored_once(db: str) -> None:
    mail = [Mail(source="gacc", serial="1", body=body, origin="") for body in (b"a", b"b")]
    assert await inbox.store_many(mail) == [True, False]


async def test_storing_something_new_rings_the_bell(db: str) -> None:
    with bell.Ear("inbox") as ear:
        await inbox.store("gacc", "1", b"x", "")
        assert await ear.wait(0.1)
        await inbox.store("gacc", "1", b"x", "")
        assert not await ear.wait(0.1)


@pytest.mark.parametrize(("place", "kept"), [("ingest.after_inbox", 0), ("ingest.after_commit_before_ack", 1)])
async def test_the_sender_hears_yes_only_after_the_commit(db: str, place: str, kept: int) -> None:
    """R-1: broken before the commit, the sender hears no and nothing is kept; the second try is taken once."""
    failpoints.arm(f"{place}=raise")
    with pytest.raises(FailpointHit):
        await inbox.store("gacc", "1", received(), "")
    assert len(await states()) == kept
    assert await inbox.store("gacc", "1", received(), "") is (kept == 0)
    assert len(await states()) == 1
