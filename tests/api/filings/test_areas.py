"""Areas are judged one by one, in any order: the whole always agrees with them (FILE-05)."""

import random

import pytest

from api import filings
from api.filings import Filing
from api.filings.lifecycle import ANSWERS, DECIDED
from api.people import Actor
from tests.api.filings import makers

AREAS = ("S", "A", "K")
NUMBERS = {area: f"18{area}2102M9997/00001" for area in AREAS}


def _expected(standings: set[str]) -> str:
    if len(standings) == 1:
        return next(iter(standings))
    return "partly" if "approved" in standings else "returned"


async def _agrees(boss: Actor, filing: Filing) -> None:
    now = await filings.read(boss, filing.id)
    standings = {each.status for each in now.areas}
    if standings <= DECIDED:
        assert now.status == _expected(standings), standings
    pickable = {area for area in AREAS if (await filings.approved(boss, area))[1]}
    assert pickable == {each.area for each in now.areas if each.status == "approved" and each.filing_no}


@pytest.mark.feature("FILE-05", "FILE-07")
@pytest.mark.parametrize("seed", range(6))
async def test_whatever_is_said_of_areas_and_of_the_whole_they_agree(db: str, valkey: str, seed: int) -> None:
    """Random receipts of single areas, of several, and of the whole; checked after each."""
    dice = random.Random(seed)
    boss = await makers.a_boss()
    filing = await makers.declared(boss, *AREAS)
    for second in range(1, 13):
        step = dice.choice(list(ANSWERS))
        named = dice.sample(AREAS, dice.choice((0, 1, 1, 1, 2)))
        numbers = {area: NUMBERS[area] for area in AREAS if dice.random() < 0.5}
        await makers.ccpit_says(filing, step, seconds=second, data={"areas": named, "filing_numbers": numbers})
        await _agrees(boss, filing)


async def test_an_area_that_is_approved_after_all_makes_the_whole_approved(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    filing = await makers.declared(boss, "S", "A")
    for second, (area, step, status) in enumerate(
        [("S", "approved", "declared"), ("A", "returned", "partly"), ("A", "approved", "approved")], 1
    ):
        await makers.ccpit_says(filing, step, seconds=second, data={"areas": [area]})
        assert (await filings.read(boss, filing.id)).status == status
