"""The life of a message to an authority: each (state, step) pair does what the table says, in any order of steps."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random
from typing import Final

import pytest

from api.exchange import Outgoing, outgoing, post
from kit import database
from kit.clock import now
from kit.ids import new_id
from tests.api.exchange.test_outgoing import a_message

Step = Callable[[Outgoing], Awaitable[object]]
STATES: Final = ("new", "sending", "sent", "answered", "failed")
TABLE: Final = {  # {step: {state: next state}}; whatever is not here stays as it is
    "claim": {"new": "sending", "sending": "sending"},  # its lease has run out
    "sent": {"sending": "sent"},
    "later": {"sending": "new"},
    "failed": {"new": "failed", "sending": "failed", "sent": "failed"},
    "again": {"failed": "new"},
    "answered": {"sending": "answered", "sent": "answered"},
}


async def _claim(_message: Outgoing) -> None:
    await outgoing.claim(["gacc"], 10)


async def _answered(message: Outgoing) -> None:
    assert message.document_id
    await outgoing.answered([outgoing.Answer(document_id=message.document_id, receipt_id=new_id(), at=now())])


STEPS: Final[dict[str, Step]] = {
    "claim": _claim,
    "sent": lambda message: outgoing.sent(message.id),
    "later": lambda message: outgoing.later(message.id, "稍后再试", now()),
    "failed": lambda message: outgoing.failed(message.id, "拒收"),
    "again": lambda message: outgoing.again(message.id),
    "answered": _answered,
}


async def _due(message: Outgoing, state: str = "") -> None:
    """Let whoever looks find it due, in a given state or in the one it has."""
    sql = "update outgoing set due_at = $2, state = case when $3 = '' then state else $3 end where id = $1"
    await database.execute(sql, message.id, now() - timedelta(seconds=1), state)


async def _state(message: Outgoing) -> str:
    rows = await database.fetch("select state from outgoing where id = $1", message.id)
    return str(rows[0]["state"])


async def test_each_pair_of_state_and_step_does_what_the_table_says_and_nothing_else(db: str) -> None:
    message = await a_message()
    await post(message)
    for state in STATES:
        for name, step in STEPS.items():
            await _due(message, state)
            await step(message)
            assert await _state(message) == TABLE[name].get(state, state), (state, name)


@pytest.mark.parametrize("seed", range(4))
async def test_any_walk_stays_on_the_table_and_an_answer_is_the_end(db: str, seed: int) -> None:
    """Forty steps by dice: workers, operators and authorities in any order; what was answered is never sent again."""
    dice, message, state = Random(seed), await a_message(), "new"
    await post(message)
    for _ in range(40):
        name = dice.choice(list(STEPS))
        await _due(message)
        await STEPS[name](message)
        state = TABLE[name].get(state, state)
        assert await _state(message) == state
