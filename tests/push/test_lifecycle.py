"""The table of states and steps: each pair is legal or refused, and nothing leads out of where nothing may."""

import itertools

import pytest

from push.lifecycle import LABELS, SHELVES, TABLE, IllegalStep, Shelf, State, Step, after, may, sources

PAIRS = list(itertools.product(State, Step))


@pytest.mark.parametrize(("state", "step"), PAIRS, ids=lambda each: each.value)
def test_every_pair_is_legal_or_refused(state: State, step: Step) -> None:
    """R-19, I7: a step that the table lacks raises, and names both; one that it has leads to a state."""
    if may(state, step):
        assert after(state, step) in State
        return
    with pytest.raises(IllegalStep, match=f"a {state} delivery cannot {step}"):
        after(state, step)


def test_the_final_states_are_final() -> None:
    """Nothing leads out of delivered, superseded and cancelled."""
    for state in (State.DELIVERED, State.SUPERSEDED, State.CANCELLED):
        assert not [step for step in Step if may(state, step)]


def test_only_a_claimed_delivery_can_be_accepted() -> None:
    """Accepting has one source: without a lease nobody writes it."""
    assert sources(Step.ACCEPT) == "'sending'"
    assert sources(Step.CLAIM) == "'new'"


def test_no_report_moves_a_delivery_back_to_being_sent_unless_the_provider_asked_for_it() -> None:
    """N8: of all reports only a passing failure leads back to new, and only from where a message was accepted."""
    back = {(state, step) for (state, step), to in TABLE.items() if to is State.NEW and step.startswith("report")}
    assert back == {(State.ACCEPTED, Step.REPORT_LATER), (State.UNCERTAIN, Step.REPORT_LATER)}


def test_every_state_has_a_label_and_a_shelf() -> None:
    """What is open can still be sent, what wants the operator can be replayed."""
    assert set(LABELS) == set(SHELVES) == set(State)
    assert {state for state, shelf in SHELVES.items() if shelf is Shelf.OPEN} == {State.NEW, State.SENDING}
    wanting = [state for state, shelf in SHELVES.items() if shelf is Shelf.WANTING]
    assert all(may(state, Step.REPLAY) for state in wanting)


def test_everything_unfinished_can_come_to_an_end() -> None:
    """From every state that is not final, a final one can be reached."""
    ends = {state for state in State if not any(known is state for known, _step in TABLE)}
    reach = {state: {to for (known, _step), to in TABLE.items() if known is state} for state in State}
    for _ in State:
        reach = {state: onward | set().union(*(reach[to] for to in onward)) for state, onward in reach.items()}
    assert all(state in ends or reach[state] & ends for state in State)
