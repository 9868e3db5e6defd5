"""Each (status, step) of a synchronisation, and what is said of it."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.datasync import SYNC, words
from api.datasync.lifecycle import ANSWERS, LIFECYCLE, SUCCEEDED
from api.documents import NEVER, Change, Verdict
from api.documents.lifecycle import Standing
from api.documents.refusals import illegal
from kit.clock import now

PAIRS = list(product(LIFECYCLE.statuses, LIFECYCLE.steps))


@pytest.mark.feature("SYNC-14", "SYNC-15", "SYNC-16", "SYNC-17")
@pytest.mark.parametrize(("status", "step"), PAIRS)
def test_every_pair_is_in_the_table_an_aside_a_repetition_or_a_refusal(status: str, step: str) -> None:
    since = now()
    verdict, after = LIFECYCLE.judge(Standing(status, since), step, since + timedelta(seconds=1))
    if step in LIFECYCLE.asides:
        assert (verdict, after) == (Verdict.NOTED, status)
    elif (status, step) in LIFECYCLE.table:
        assert (verdict, after) == (Verdict.APPLIED, LIFECYCLE.table[status, step])
    elif verdict is not Verdict.DUPLICATE:
        assert (verdict, after) == (Verdict.REFUSED, status)
        assert LIFECYCLE.status_label(status) in illegal(LIFECYCLE, status, step).sentence


def test_a_success_is_the_end() -> None:
    assert not [step for status, step in LIFECYCLE.table if status == "success"]
    assert SUCCEEDED < ANSWERS <= set(LIFECYCLE.steps)


@pytest.mark.parametrize(("status", "step"), PAIRS)
@pytest.mark.parametrize("kind", [*words.LABELS, ""])
def test_only_results_are_announced_and_only_failures_by_short_message(status: str, step: str, kind: str) -> None:
    message = SYNC.notices(_change(status, step, kind))
    assert (message is not None) == (step in {"success", "failed"})
    if message:
        assert bool(message.brief) == (step == "failed")
        assert message.value("单证号") == "TB261121000001"


def _change(status: str, step: str, kind: str) -> Any:
    return Change(
        kind="sync",
        number="TB261121000001",
        facts={"sync": kind} if kind else {},
        lifecycle=LIFECYCLE,
        axis="",
        step=step,
        status=status,
        previous="running",
        occurred_at=NEVER,
        note=words.FAILED.get(kind, ""),
        stale=False,
    )


@given(st.integers(1, 5000))
@pytest.mark.feature("SYNC-21")
def test_the_remark_counts_what_was_known(known: int) -> None:
    assert words.products_done(known) == f"商品备案同步成功,其中{known}条商品备案已在上次同步完成!"


@pytest.mark.feature("SYNC-22")
def test_nothing_known_is_not_remarked_on() -> None:
    assert words.products_done(0) == "商品备案同步成功"
