"""Each (status, step) of a filing and of an area: legal as the table says, or refused with a sentence."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import filings
from api.documents import NEVER, Lifecycle, Verdict
from api.documents.lifecycle import Standing
from api.documents.refusals import illegal
from api.filings import FILING, areas, lifecycle
from api.filings.notices import notices
from api.people import Actor
from kit import database
from kit.clock import now
from kit.refusals import Refusal
from tests.api.filings import makers

AXES: list[Lifecycle] = [lifecycle.MAIN, lifecycle.AREA]
PAIRS = [(each, *pair) for each in AXES for pair in product(each.statuses, each.steps)]


WORDS = {
    "received": "received",
    "failed": "failed",
    "pending_review": "pending",
    "returned": "returned",
    "approved": "approved",
}
MENDABLE = {"draft", "failed", "returned"}
WITH_CCPIT = {"declared", "received", "pending"}


def of_the_whole(status: str, step: str) -> str | None:
    """Where a step leads the whole, told otherwise than the table tells it; None where it is refused."""
    if step == "unknown":
        return status
    if step in WORDS:
        open_ = MENDABLE | WITH_CCPIT | {"unseen"}
        return WORDS[step] if status in open_ or status == WORDS[step] else None
    if step.startswith("settle_"):
        return None if status == "removed" else step.removeprefix("settle_")
    if step == "declare":
        return "declared" if status in MENDABLE | {"declared"} else None
    if step == "sync":
        return "approved" if status in {"unseen", "approved"} else None
    assert step == "remove"
    return "removed" if status in MENDABLE | {"removed"} else None


def of_an_area(status: str, step: str) -> str | None:
    """The same for an area: CCPIT may take an approval back, and a product that it knows already is approved."""
    if step in WORDS:
        return WORDS[step]
    target = {"declare": "declared", "sync": "approved"}[step]
    return target if status in MENDABLE or status == target else None


@pytest.mark.feature("FILE-05", "FILE-15")
@given(pair=st.sampled_from(PAIRS), minutes=st.integers(1, 60 * 24 * 365))
def test_each_pair_leads_where_it_should_or_is_refused_in_a_sentence(
    pair: tuple[Lifecycle, str, str], minutes: int
) -> None:
    life, status, step = pair
    since = now()
    verdict, after = life.judge(Standing(status, since), step, since + timedelta(minutes=minutes))
    target = (of_the_whole if life is lifecycle.MAIN else of_an_area)(status, step)
    assert (verdict is Verdict.REFUSED) == (target is None)
    assert after == (target or status)
    if target is None:
        said = illegal(life, status, step).sentence
        assert life.status_label(status) in said
        assert life.step_label(step) in said


@pytest.mark.feature("FILE-05", "FILE-15")
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: "/".join(pair[1:]))
def test_every_pair_is_told(pair: tuple[Lifecycle, str, str]) -> None:
    """The same for each pair at least once, whatever the generator chose."""
    test = test_each_pair_leads_where_it_should_or_is_refused_in_a_sentence.hypothesis.inner_test  # type: ignore[attr-defined]
    test(pair, 1)


Act = Callable[[Actor, Any], Awaitable[object]]
ACTIONS: dict[str, tuple[Act, set[str]]] = {
    "save": (lambda actor, key: filings.save(actor, key, makers.a_form("S")), MENDABLE),
    "declare": (filings.declare, MENDABLE),
    "delete": (filings.delete, MENDABLE),
    "copy": (filings.copy, set(lifecycle.MAIN.statuses) - {"removed"}),
}


@pytest.mark.feature("FILE-02", "FILE-21")
@pytest.mark.parametrize("action", ACTIONS)
async def test_each_action_is_done_in_its_statuses_and_refused_in_all_others(db: str, valkey: str, action: str) -> None:
    act, allowed = ACTIONS[action]
    actor = await makers.a_boss()
    for status in lifecycle.MAIN.statuses:
        made = await makers.drafted(actor, makers.a_form("S"))
        await database.execute("update documents set status = $1 where id = $2", status, made.id)
        if status in allowed:
            await act(actor, made.id)
            continue
        with pytest.raises(Refusal) as refused:
            await act(actor, made.id)
        assert refused.value.sentence[-1] in "。!"
        (row,) = await database.fetch("select status from documents where id = $1", made.id)
        assert row["status"] == status


@given(
    st.sampled_from(AXES), st.lists(st.tuples(st.integers(0, 40), st.sampled_from([*lifecycle.ANSWERS])), max_size=12)
)
def test_in_whatever_order_receipts_come_the_last_word_stands(life: Lifecycle, told: list[tuple[int, str]]) -> None:
    """The status is that of the newest applied step, and time never runs backwards."""
    begun = now()
    standing = Standing("declared", begun)
    for second, step in told:
        at = begun + timedelta(seconds=second + 1)
        verdict, status = life.judge(standing, step, at)
        if verdict is Verdict.APPLIED:
            assert at >= standing.since
            standing = Standing(status, at)
        else:
            assert status == standing.status
    assert standing.status in life.statuses


def test_an_approved_filing_takes_no_more_word_on_the_whole() -> None:
    for step in lifecycle.ANSWERS:
        assert ("approved", step) not in lifecycle.MAIN.table


def test_every_area_of_the_manual_but_the_general_certificate_is_an_axis() -> None:
    """The 14 preferential ones of the manual's 15 types, and those that came since."""
    assert {"B", "N", "X", "R", "H", "L", "HM", "I", "S", "A", "K", "E", "GE", "F"} <= set(FILING.axes)
    assert "C" not in FILING.axes
    assert areas.name("H") == "海峡两岸经济合作框架协议"


@pytest.mark.parametrize(("life", "status", "step"), PAIRS)
def test_no_notice_breaks_whatever_happens(life: Lifecycle, status: str, step: str) -> None:
    """Words exist for results of areas and for a failure of the whole, and for nothing else."""
    change: Any = _change(life, status, step)
    message = notices(change)
    speaks = step == "failed" if life is lifecycle.MAIN else step in {"approved", "returned"}
    assert (message is not None) == speaks
    if message:
        assert "BA261121000001" in message.brief
        assert "13800138000" not in message.brief


def _change(life: Lifecycle, status: str, step: str) -> Any:
    from api.documents import Change

    return Change(
        kind="filing",
        number="BA261121000001",
        facts={},
        lifecycle=life,
        axis="" if life is lifecycle.MAIN else "S",
        step=step,
        status=status,
        previous=status,
        occurred_at=NEVER,
        note="请联系 13800138000",
        stale=False,
    )
