"""B-4: random conversations of several people leave no fault, no stuck talk, and write nothing that was not confirmed.

A short walk each time; `python -m tests.bot.wandering` walks a hundred thousand turns.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from bot import words
from bot.commands import COMMANDS, binding, syncing
from bot.replies import Reply
from bot.turn import Turn
from tests.bot import wanderer
from tests.bot.wanderer import Broken, Wanderer

TURNS = 400


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    yield
    wanderer.end()


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_four_hundred_random_turns(db: str, valkey: str) -> None:
    found = await wanderer.a_wanderer(seed=20)
    for _ in range(TURNS):
        await found.turn()
    assert found.turns["writes"] > 0, "the walk got somewhere"
    assert found.turns["press good"] > 0


async def _at_once(turn: Turn) -> Reply:
    return await binding.unbind_confirmed(turn, {})


async def _guessed(turn: Turn) -> Reply:
    turn.meant = None
    return await syncing.company(turn)


async def _faulty(_turn: Turn) -> Reply:
    return Reply(words.fault("0" * 12))


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("line", "broken"),
    [("解绑", _at_once), ("同步企业信息", _guessed), ("帮助", _faulty), ("客服", _faulty)],
    ids=["destroys without a code", "writes unmeant", "faults", "is stuck"],
)
async def test_the_walk_notices_what_must_not_be(
    db: str, valkey: str, monkeypatch: pytest.MonkeyPatch, line: str, broken: Any
) -> None:
    """Each rule of the walk is broken once, and the walk stops."""
    found: Wanderer = await wanderer.a_wanderer(seed=1)
    monkeypatch.setitem(COMMANDS, line, broken)  # type: ignore[arg-type]  # a table, read-only to everybody else
    with pytest.raises(Broken):
        await found._hear(found.speakers[2], line)
