"""Candidates = deliveries + suppressions: what is missing is found and made good, what stands stays."""

from datetime import timedelta

import pytest

from kit import bell, database
from kit.clock import now
from subscriptions import bursts
from subscriptions.reconciling import reconcile
from tests.subscriptions import house

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    bursts.forget()


async def _three_and_one() -> None:
    """One announcement with three deliveries and one suppression."""
    for _ in range(3):
        await house.follow(await house.person())
    await house.somebody_muted()
    await house.happen(house.news())
    await house.fan_out()


async def _reconciled() -> int:
    return await reconcile(house.everybody, now() + timedelta(minutes=2))


async def test_what_adds_up_is_left_alone() -> None:
    await _three_and_one()
    before = await house.deliveries()
    assert await _reconciled() == 0
    assert await house.deliveries() == before


@pytest.mark.parametrize("table", ["deliveries", "suppressions"])
async def test_a_missing_row_is_written_again_and_the_others_stay(table: str) -> None:
    await _three_and_one()
    before = await house.deliveries(), await house.suppressions()
    sql = "delete from {table} where {key} = (select min({key}) from {table})"
    if table == "deliveries":
        await database.execute("delete from deliveries where id = $1", before[0][0]["id"])
    else:
        await database.execute(sql.format(table=table, key="at"))
    assert await _reconciled() == 1
    ids = {row["id"] for row in before[0]}
    assert {row["id"] for row in await house.deliveries()} == ids
    assert [row["person_id"] for row in await house.suppressions()] == [row["person_id"] for row in before[1]]
    assert await _reconciled() == 0


async def test_who_came_later_is_not_told_of_what_went_before() -> None:
    await _three_and_one()
    await database.execute("delete from suppressions")
    late = await house.person()
    await house.follow(late)
    assert await _reconciled() == 1
    assert await house.deliveries(person_id=late) == []
    assert "not_yet_valid" in {row["reason"] for row in await house.suppressions()}
    assert await _reconciled() == 0


async def test_who_is_settled_stays_settled_although_things_changed_meanwhile() -> None:
    """A suppressed follower who unmutes is not sent the old news by a replay, and nobody counts twice."""
    await _three_and_one()
    [missing, *_others] = await house.deliveries()
    await database.execute("delete from deliveries where id = $1", missing["id"])
    await database.execute("delete from subscriptions where mode = 'mute'")
    assert await _reconciled() == 1
    assert len(await house.deliveries()) == 3
    assert [row["reason"] for row in await house.suppressions()] == ["muted"]
    counted = await database.fetch("select deliveries, suppressions from announcements")
    assert [(row["deliveries"], row["suppressions"]) for row in counted] == [(3, 1)]


async def test_announcements_left_waiting_wake_the_fan_out() -> None:
    await house.happen(house.news())
    with bell.Ear("announcements") as ear:
        assert await _reconciled() == 0
        assert await ear.wait(1)


async def test_what_is_older_than_the_watch_was_looked_at_before() -> None:
    await _three_and_one()
    await database.execute("delete from suppressions")
    assert await reconcile(house.everybody, now() + timedelta(hours=1)) == 0
    assert await reconcile(house.everybody, now() + timedelta(hours=1), timedelta(days=1)) == 1
