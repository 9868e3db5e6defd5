"""The states of a delivery and the legal steps between them (reliability-security.md §2), as one table.

Nothing else decides what may follow what: the statements that move rows take their states from here.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import Final


class State(StrEnum):
    """Where a delivery stands; every row ends in one of the lower ones and none is ever deleted."""

    NEW = "new"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    DEAD = "dead"
    UNCERTAIN = "uncertain"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


class Shelf(IntEnum):
    """Where a row belongs, for indexes: still to be sent, done with, or wanting the operator."""

    OPEN = 0
    DONE = 1
    WANTING = 2


class Step(StrEnum):
    """What can happen to a delivery."""

    CLAIM = "claim"
    ACCEPT = "accept"
    SETTLE = "settle"
    POSTPONE = "postpone"
    RETRY = "retry"
    REFUSE = "refuse"
    EXHAUST = "exhaust"
    EXPIRE = "expire"
    DOUBT = "doubt"
    SUPERSEDE = "supersede"
    CANCEL = "cancel"
    REPORT_DELIVERED = "report_delivered"
    REPORT_FAILED = "report_failed"
    REPORT_LATER = "report_later"
    REPORT_EXHAUSTED = "report_exhausted"
    REPLAY = "replay"


class IllegalStep(Exception):
    """A step that the table does not have; raised instead of moving the row."""

    def __init__(self, state: State, step: Step) -> None:
        super().__init__(f"a {state} delivery cannot {step}")
        self.state = state
        self.step = step


_FROM_NEW: Final = {
    Step.CLAIM: State.SENDING,
    Step.SUPERSEDE: State.SUPERSEDED,
    Step.CANCEL: State.CANCELLED,
    Step.EXPIRE: State.DEAD,
    Step.DOUBT: State.UNCERTAIN,
    Step.REPORT_DELIVERED: State.DELIVERED,  # an earlier try had arrived after all: it is not sent again
}
_FROM_SENDING: Final = {
    Step.ACCEPT: State.ACCEPTED,
    Step.SETTLE: State.DELIVERED,
    Step.POSTPONE: State.NEW,
    Step.RETRY: State.NEW,
    Step.REFUSE: State.FAILED,
    Step.EXHAUST: State.DEAD,
    Step.EXPIRE: State.DEAD,
    Step.DOUBT: State.UNCERTAIN,
    Step.SUPERSEDE: State.SUPERSEDED,
    Step.CANCEL: State.CANCELLED,
}
_FROM_ACCEPTED: Final = {
    Step.REPORT_DELIVERED: State.DELIVERED,
    Step.REPORT_FAILED: State.FAILED,
    Step.REPORT_LATER: State.NEW,
    Step.REPORT_EXHAUSTED: State.DEAD,
}
_FROM_UNCERTAIN: Final = {**_FROM_ACCEPTED, Step.REPLAY: State.NEW}
_FROM_GIVEN_UP: Final = {
    Step.REPORT_DELIVERED: State.DELIVERED,  # the provider knows better than we did; delivered itself is final
    Step.REPLAY: State.NEW,
}
_STEPS: Final[Mapping[State, Mapping[Step, State]]] = {
    State.NEW: _FROM_NEW,
    State.SENDING: _FROM_SENDING,
    State.ACCEPTED: _FROM_ACCEPTED,
    State.UNCERTAIN: _FROM_UNCERTAIN,
    State.FAILED: _FROM_GIVEN_UP,
    State.DEAD: _FROM_GIVEN_UP,
}
TABLE: Final = {(state, step): after for state, steps in _STEPS.items() for step, after in steps.items()}
SHELVES: Final = dict.fromkeys(State, Shelf.DONE) | {
    State.NEW: Shelf.OPEN,
    State.SENDING: Shelf.OPEN,
    State.DEAD: Shelf.WANTING,
    State.UNCERTAIN: Shelf.WANTING,
}
LABELS: Final = {
    State.NEW: "待发送",
    State.SENDING: "发送中",
    State.ACCEPTED: "已受理",
    State.DELIVERED: "已送达",
    State.FAILED: "无法送达",
    State.DEAD: "死信",
    State.UNCERTAIN: "结果不明",
    State.SUPERSEDED: "已被新状态取代",
    State.CANCELLED: "已取消",
}


def after(state: State, step: Step) -> State:
    """Return the state that a step leads to; raises `IllegalStep` if the table has no such step."""
    if (state, step) not in TABLE:
        raise IllegalStep(state, step)
    return TABLE[state, step]


def may(state: State, step: Step) -> bool:
    """Tell whether a delivery in this state may take this step."""
    return (state, step) in TABLE


def sources(step: Step) -> str:
    """Return the states that may take a step as a list for SQL: 'new', 'sending'."""
    return ", ".join(f"'{state.value}'" for state, known in TABLE if known is step)
