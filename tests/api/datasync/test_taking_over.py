"""A long answer is parked and taken over part by part: nothing lost, nothing doubled, nobody held up."""

import asyncio
import os
import subprocess
import sys
import textwrap
from datetime import timedelta

import pytest
import time_machine

from api import datasync, exchange, filings
from api.datasync import Sync, parking
from api.people import Actor
from kit import database, failpoints
from kit.clock import now
from tests.api.datasync import makers

_MANY = 3 * parking.PART + 1
_CHILD = textwrap.dedent("""
    import asyncio, sys
    from api import datasync
    from kit import database
    from tests.support.models import MODELS

    async def main():
        await database.connect(sys.argv[1], MODELS)
        while await datasync.apply_once():
            pass

    asyncio.run(main())
""")


async def _parked(boss: Actor, count: int = _MANY) -> Sync:
    sync = await datasync.request(boss, "products")
    await makers.ccpit_writes(sync, products=[makers.a_product(n) for n in range(count)])
    await exchange.receive_once()
    return sync


async def _filed() -> int:
    (row,) = await database.fetch("select count(*) as n from filing_areas where usable")
    return int(row["n"])


async def test_a_long_answer_is_taken_over_a_part_a_transaction_and_told_at_the_end(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    sync = await _parked(boss)
    for taken in range(parking.PART, _MANY, parking.PART):
        assert await datasync.apply_once()
        assert await _filed() == taken
        standing = await makers.again(boss, sync)
        assert (standing.status, standing.quantity, standing.remark) == ("running", 0, "")
        assert await makers.briefs() == []
    await makers.taken_over()
    done = await makers.again(boss, sync)
    assert (done.status, done.quantity, done.known, await _filed()) == ("success", _MANY, 0, _MANY)
    assert await makers.briefs() == ["数据同步·商品备案 同步成功 请到数据同步页面查看"]
    for table in ("sync_answers", "sync_parts"):
        assert not await database.fetch(f"select document_id from {table}")


@pytest.mark.parametrize("place", ["datasync.before_part_commit:2", "datasync.before_end_commit"])
async def test_killed_between_parts_nothing_is_lost_and_nothing_doubled(db: str, valkey: str, place: str) -> None:
    """A process dies by `_exit` with a part in hand; the next one goes on, and counts as if nothing had happened."""
    boss = await makers.a_boss()
    await makers.ccpit_says(await datasync.request(boss, "products"), products=[makers.a_product(0)])
    sync = await _parked(boss)
    environment = os.environ | {"TEST_FAILPOINTS": "1", "FAILPOINT": f"{place}=exit"}
    killed = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", _CHILD, db], env=environment, capture_output=True, check=False
    )
    assert killed.returncode == 86, killed.stderr.decode()
    assert (await makers.again(boss, sync)).status == "running"
    assert 0 < await _filed() <= _MANY
    await makers.taken_over()
    done = await makers.again(boss, sync)
    assert (done.status, done.quantity, done.known, await _filed()) == ("success", _MANY, 1, _MANY)
    assert len(await makers.briefs()) == 2


async def test_a_part_that_fails_leaves_nothing_of_itself(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    await _parked(boss)
    failpoints.arm("datasync.before_part_commit=raise")
    with pytest.raises(failpoints.FailpointHit):
        await datasync.apply_once()
    assert await _filed() == 0


async def test_what_ccpit_says_while_its_answer_is_taken_over_changes_nothing(db: str, valkey: str) -> None:
    """The answer told again, with other products, or a failure: the first yes counts, as it did when taken at once."""
    boss = await makers.a_boss()
    sync = await _parked(boss)
    assert await datasync.apply_once()
    await makers.ccpit_writes(sync, seconds=2, products=[makers.a_product(n) for n in range(900, 905)])
    await makers.ccpit_writes(sync, "failed", seconds=3)
    await exchange.receive_once()
    assert (await makers.again(boss, sync)).status == "running"
    await makers.taken_over()
    done = await makers.again(boss, sync)
    assert (done.status, done.quantity, await _filed()) == ("success", _MANY, _MANY)


async def test_ccpit_is_not_asked_again_for_what_is_being_taken_over(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    sync = await _parked(boss)
    for days in (1, 8):
        with time_machine.travel(now() + timedelta(days=days), tick=True):
            assert await datasync.ask_again() == 0
    assert len(await makers.outgoing()) == 1
    assert (await makers.again(boss, sync)).status == "running"


async def test_a_late_success_is_parked_too_and_mends_the_failure(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    sync = await datasync.request(boss, "products")
    await makers.ccpit_says(sync, "failed")
    await makers.ccpit_writes(sync, seconds=2, products=[makers.a_product(n) for n in range(_MANY)])
    await exchange.receive_once()
    assert (await makers.again(boss, sync)).status == "failed"
    await makers.taken_over()
    done = await makers.again(boss, sync)
    assert (done.status, done.quantity, done.remark) == ("success", _MANY, "商品备案同步成功")


async def test_an_answer_that_does_not_fit_fails_before_anything_is_parked(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    sync = await datasync.request(boss, "products")
    too_many = [makers.a_product(0)] * (filings.MOST_SYNCED + 1)
    await makers.ccpit_writes(sync, products=too_many)
    await exchange.receive_once()
    assert (await makers.again(boss, sync)).status == "failed"
    assert (await makers.taken_over(), await _filed()) == (0, 0)


async def test_two_workers_take_one_answer_over_once(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    sync = await _parked(boss)
    await asyncio.gather(*(makers.taken_over() for _ in range(3)))
    await makers.taken_over()
    done = await makers.again(boss, sync)
    assert (done.status, done.quantity, done.known) == ("success", _MANY, 0)


async def test_one_product_told_twice_in_an_answer_counts_once_wherever_it_stands(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    sync = await datasync.request(boss, "products")
    told = [makers.a_product(n) for n in range(_MANY)]
    await makers.ccpit_says(sync, products=[*told, told[0], {"filing_no": ""}])
    done = await makers.again(boss, sync)
    assert (done.quantity, done.known) == (_MANY, 0)
    assert [each["after"] for each in done.changes] == [f"第{_MANY + 2}条：('filing_no',)"]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_others_write_between_the_parts(db: str, valkey: str) -> None:
    """While an answer is taken over, another writer gets its turn at least once a part."""
    boss = await makers.a_boss()
    await _parked(boss)
    taking, turns = asyncio.ensure_future(makers.taken_over()), 0
    while not taking.done():
        async with database.transaction():
            turns += 1
        await asyncio.sleep(0)
    assert turns >= taking.result() - 1
