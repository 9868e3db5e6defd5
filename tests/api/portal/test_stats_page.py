"""The page 统计 (ux.md M11): the month's figures of one's own enterprise, months to turn, nothing for a stranger."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from api.documents import Move, advance
from api.portal.counting import _chosen
from tests.api.documents.makers import GATEWAY, a_document
from tests.api.people.makers import a_client
from tests.api.world import a_world

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("month", ["", "2027-01", "2026-13", "x", "２０２６-10", "2026-12"])
def test_a_month_that_has_not_begun_or_is_none_is_this_month(month: str) -> None:
    assert _chosen(month, TODAY) == date(2026, 11, 1)


def test_a_month_that_has_begun_is_shown() -> None:
    assert _chosen("2026-02", TODAY) == date(2026, 2, 1)


async def test_a_stranger_signs_in_first_and_comes_back_to_the_month_of_the_link(db: str, valkey: str) -> None:
    await a_world()
    async with a_client() as client:
        answer = await client.get("/h5/stats?month=2026-10")
        asked = await client.get(answer.headers["location"])
    where = "/h5/sign-in?next=%2Fh5%2Fstats%3Fmonth%3D2026-10"
    assert (answer.status_code, answer.headers["location"]) == (303, where)
    assert 'value="/h5/stats?month=2026-10"' in asked.text


async def test_the_month_shows_what_was_issued_and_turns_back_only_to_months_that_began(db: str, valkey: str) -> None:
    world = await a_world()
    with time_machine.travel(datetime(2026, 11, 21, 4, tzinfo=UTC), tick=True):
        made = await a_document(world.enterprise_id, "E261026902339991")
        await advance(Move(made, "approved", GATEWAY, datetime(2026, 11, 20, 1, tzinfo=UTC)))
        async with a_client(await world.knocks_as("admin")) as client:
            text = (await client.get("/h5/stats")).text
            october = (await client.get("/h5/stats?month=2026-10")).text
    assert "2026年11月 · 至21日" in text and "11月 1 份" in text and "中国-东盟自贸协定" in text  # noqa: PT018 — one sight
    assert 'month=2026-10">上月' in text
    assert "下月" not in text
    assert "2026年10月<" in october and "10月 0 份" in october  # noqa: PT018
    assert 'month=2026-11">下月' in october
