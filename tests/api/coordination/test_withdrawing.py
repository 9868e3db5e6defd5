"""撤回 races with the customs' acceptance: decided once, under the row's lock, and said plainly."""

import asyncio
from datetime import timedelta

import orjson
import pytest

from api import coordination, documents
from api.documents import Document, advance
from api.exchange import receive_once, store
from kit import database
from kit.clock import now
from kit.refusals import Refusal
from tests.api.authorities import told
from tests.api.coordination.conftest import Desk
from tests.api.documents.makers import CREDIT_CODE, a_move, said
from tests.api.documents.test_queries import refused


async def test_a_withdrawal_that_comes_after_the_acceptance_is_told_so_plainly(desk: Desk) -> None:
    made = await desk.pending()
    await told(made.id, "accepted")
    code, sentence = await refused(coordination.withdraw(desk.clerk, made.id))
    assert (code, sentence) == ("withdrawn_too_late", "慢了一步：海关刚刚受理了这张协调单，已不能撤回。")


async def test_an_acceptance_that_happened_before_the_withdrawal_reached_the_customs_undoes_it(desk: Desk) -> None:
    """However late its receipt comes: the customs have the application, and followers hear why it is not withdrawn."""
    made = await desk.pending()
    sent = (await Document.get(id=made.id)).status_at
    await coordination.withdraw(desk.clerk, made.id)
    acceptance = a_move(made.id, "accepted", 0)._replace(occurred_at=sent - timedelta(minutes=30))
    await advance(acceptance)
    assert (await Document.get(id=made.id)).status_label == "处理中"
    assert (await said())[-1]["remark"] == "慢了一步：海关先受理，撤回不成立"
    assert (await advance(acceptance)).verdict is documents.Verdict.DUPLICATE


async def test_withdrawing_and_accepting_at_the_same_time_is_decided_once(desk: Desk) -> None:
    """Whoever holds the row first decides; in either order the customs keep what they took, and the clerk is told."""
    made = await desk.pending()
    outcomes = await asyncio.gather(
        coordination.withdraw(desk.clerk, made.id), told(made.id, "accepted"), return_exceptions=True
    )
    withdrawn, accepted = outcomes
    assert accepted is None
    assert (await Document.get(id=made.id)).status == "accepted"
    late = isinstance(withdrawn, Refusal) and withdrawn.code == "withdrawn_too_late"
    assert late or (await said())[-1]["remark"] == "慢了一步：海关先受理，撤回不成立"


async def test_withdrawing_twice_at_once_withdraws_once(desk: Desk) -> None:
    made = await desk.pending()
    outcomes = await asyncio.gather(
        *(coordination.withdraw(desk.clerk, made.id) for _ in range(2)), return_exceptions=True
    )
    assert sorted(isinstance(each, Refusal) for each in outcomes) == [False, True]
    (row,) = await database.fetch("select count(*) as n from outgoing where kind = 'coordination_withdrawal'")
    assert row["n"] == 1


SAYS = {
    "withdrawn_too_late": "慢了一步：海关刚刚受理了这张协调单，已不能撤回。",
    "not_withdrawable": "不能撤回：{} 现在是“已撤回”，只有“待办”可以撤回。",
}


async def _acceptance_lies_in_the_inbox(number: str) -> None:
    said = {"kind": "coordination", "number": number, "step": "accepted", "occurred_at": now().isoformat()}
    await store("gacc", f"{number} accepted", orjson.dumps(said | {"enterprise_credit_code": CREDIT_CODE}), "test")


@pytest.mark.feature("COORD-42")
@pytest.mark.parametrize("head_start", [0.0, 0.004, 0.02])
async def test_three_clerks_and_the_customs_at_once_are_decided_once_and_each_is_told_plainly(
    desk: Desk, head_start: float
) -> None:
    """Six applications, each withdrawn by three at once while two workers read the customs' acceptance.

    At most one withdraws, and one message asks the customs for it; whoever did not is told in a sentence; the customs
    keep what they accepted, whoever was first.
    """
    made = [await desk.pending() for _ in range(6)]
    for each in made:
        await _acceptance_lies_in_the_inbox(each.number)

    async def reading() -> None:
        await asyncio.sleep(head_start)
        await receive_once(3)

    wishes = [coordination.withdraw(desk.clerk, each.id) for each in made for _ in range(3)]
    outcomes = (await asyncio.gather(*wishes, reading(), reading(), return_exceptions=True))[: len(wishes)]
    while await receive_once():
        continue
    for place, each in enumerate(made):
        told = outcomes[3 * place : 3 * place + 3]
        refusals = [one for one in told if isinstance(one, Refusal)]
        assert len(refusals) >= 2, told
        assert {one.sentence for one in refusals} <= {says.format(each.number) for says in SAYS.values()}
        steps = [one.step for one in await documents.history(desk.clerk, each.id)]
        asked = "select count(*) as n from outgoing where kind = 'coordination_withdrawal' and document_id = $1"
        (row,) = await database.fetch(asked, each.id)
        assert steps.count("withdraw") == row["n"] == 3 - len(refusals)
        assert steps.count("accepted") == 1
        assert (await Document.get(id=each.id)).status == "accepted"
