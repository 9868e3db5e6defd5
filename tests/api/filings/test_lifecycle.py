"""Each (status, step) of a filing and of an area: legal as the table says, or refused with a sentence."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.documents import NEVER, Lifecycle, Verdict
from api.documents.lifecycle import Standing
from api.documents.refusals import illegal
from api.filings import FILING, areas, lifecycle
from api.filings.notices import notices
from kit.clock import now

AXES: list[Lifecycle] = [lifecycle.MAIN, lifecycle.AREA]
PAIRS = [(each, *pair) for each in AXES for pair in product(each.statuses, each.steps)]


@pytest.mark.feature("FILE-05", "FILE-15")
@pytest.mark.parametrize(("life", "status", "step"), PAIRS)
def test_every_pair_is_in_the_table_a_repetition_or_a_refusal(life: Lifecycle, status: str, step: str) -> None:
    """A later step moves as the table says; what the table lacks is an aside, the same step again, or says no."""
    since = now()
    verdict, after = life.judge(Standing(status, since), step, since + timedelta(seconds=1))
    if step in life.asides:
        assert (verdict, after) == (Verdict.NOTED, status)
    elif (status, step) in life.table:
        assert (verdict, after) == (Verdict.APPLIED, life.table[status, step])
    elif verdict is Verdict.DUPLICATE:
        assert status in {target for (_, each), target in life.table.items() if each == step}
    else:
        assert (verdict, after) == (Verdict.REFUSED, status)
        said = illegal(life, status, step).sentence
        assert life.status_label(status) in said
        assert life.step_label(step) in said


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
