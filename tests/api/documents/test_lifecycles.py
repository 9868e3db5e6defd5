"""Every lifecycle of the house, enumerated; and no status goes backwards, whatever order receipts come in."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.documents import OWN_STEPS, Kind, Lifecycle, Verdict, kinds
from api.documents.lifecycle import NEVER, Standing
from api.documents.refusals import illegal
from tests.api.documents.makers import MINUTE, NINE

LIFECYCLES = [(f"{kind.name}/{axis}", kind.axis(axis)) for kind in kinds() for axis in ("", *kind.axes)]
NAMES = [name for name, _ in LIFECYCLES]


def by_name(name: str) -> Lifecycle:
    return dict(LIFECYCLES)[name]


def kind_named(name: str) -> Kind:
    return next(kind for kind in kinds() if kind.name == name)


@pytest.mark.parametrize("name", NAMES)
def test_every_status_and_step_is_legal_or_refuses_with_a_sentence(name: str) -> None:
    """Each pair is applied, noted, a repetition, or refused by a sentence that names where the document stands."""
    lifecycle = by_name(name)
    for status, step in itertools.product(lifecycle.statuses, lifecycle.steps):
        verdict, after = lifecycle.judge(Standing(status, NINE), step, NINE + MINUTE)
        assert verdict is not Verdict.LATE
        assert (verdict is Verdict.REFUSED) <= (after == status)
        sentence = illegal(lifecycle, status, step).sentence
        assert lifecycle.statuses[status] in sentence
        assert lifecycle.steps[step] in sentence
        assert sentence.endswith("。")


@pytest.mark.parametrize("name", NAMES)
def test_the_table_names_only_statuses_and_steps_that_have_words(name: str) -> None:
    lifecycle = by_name(name)
    for (status, step), target in lifecycle.table.items():
        assert {status, target} <= set(lifecycle.statuses)
        assert step in lifecycle.steps
    assert {lifecycle.start} | lifecycle.ours <= set(lifecycle.statuses)
    assert lifecycle.asides <= set(lifecycle.steps)
    assert lifecycle.urgent <= set(lifecycle.statuses) | lifecycle.asides


@pytest.mark.parametrize("name", NAMES)
def test_every_status_can_be_reached_or_is_where_a_document_starts(name: str) -> None:
    lifecycle = by_name(name)
    assert set(lifecycle.statuses) <= {lifecycle.start, "draft"} | set(lifecycle.table.values())


def test_an_unknown_step_is_refused_and_never_breaks() -> None:
    verdict, _ = kind_named("licence").lifecycle.judge(Standing("approved", NINE), "no-such-step", NINE + MINUTE)
    assert verdict is Verdict.REFUSED


def test_two_steps_of_the_same_second_end_where_the_later_one_of_the_two_leads() -> None:
    """Receipts carry whole seconds: received and pending in one second end pending, in whichever order they come."""
    lifecycle = kind_named("customs_certificate").lifecycle
    assert lifecycle.judge(Standing("received", NINE), "pending_review", NINE) == (Verdict.APPLIED, "pending")
    assert lifecycle.judge(Standing("pending", NINE), "received", NINE) == (Verdict.LATE, "pending")


def test_a_clock_of_the_customs_a_little_behind_ours_loses_no_receipt() -> None:
    """Declared by our clock at 09:00, received by theirs at 08:58: that is news, not an old receipt."""
    lifecycle = kind_named("customs_certificate").lifecycle
    verdict, _ = lifecycle.judge(Standing("declared", NINE), "received", NINE - 2 * MINUTE)
    assert verdict is Verdict.APPLIED
    verdict, _ = lifecycle.judge(Standing("declared", NINE), "received", NINE - timedelta(hours=1))
    assert verdict is Verdict.LATE


def walked(lifecycle: Lifecycle, steps: list[str]) -> list[tuple[str, int]]:
    """The steps that an authority can take one after another, each with its minute."""
    standing, history = Standing(lifecycle.start, NEVER), []
    for minute, step in enumerate(steps):
        verdict, status = lifecycle.judge(standing, step, NINE + minute * MINUTE)
        if verdict is not Verdict.REFUSED:
            history.append((step, minute))
            standing = Standing(status, NINE + minute * MINUTE)
    return history


def replayed(lifecycle: Lifecycle, history: list[tuple[str, int]]) -> Standing:
    standing = Standing(lifecycle.start, NEVER)
    for step, minute in history:
        at = NINE + minute * MINUTE
        verdict, status = lifecycle.judge(standing, step, at)
        assert verdict is not Verdict.REFUSED
        if verdict is Verdict.APPLIED or (verdict is Verdict.DUPLICATE and at > standing.since):
            assert at >= standing.since
            standing = Standing(status, at)
    return standing


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_any_order_of_arrival_ends_at_the_newest_receipt(name: str, data: st.DataObject) -> None:
    """What an authority says one after another ends in the same status, in whatever order and how often it arrives."""
    lifecycle = by_name(name)
    steps = sorted(set(lifecycle.steps) - lifecycle.asides - OWN_STEPS)
    history = walked(lifecycle, data.draw(st.lists(st.sampled_from(steps), min_size=1, max_size=8)))
    assume(history)
    arrival = data.draw(st.permutations(history + data.draw(st.lists(st.sampled_from(history), max_size=3))))
    assert replayed(lifecycle, arrival) == replayed(lifecycle, history)
