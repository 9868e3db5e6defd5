"""Lifecycles as tables: (status, step) → status, with the words that people read.

A lifecycle decides and does not act: `judge` is pure, and `advance` is the only one who acts on what it says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)  # when a document that nobody has heard of got its status
REMOVED: Final = "removed"  # the status of what our own people deleted: the row and its journal stay, nobody sees it
_SETTLING: Final = {"settle_failed", "settle_returned", "settle_partly", "settle_approved"}
OWN_STEPS: Final = frozenset(  # no authority takes these for us
    {"declare", "void", "remove", "submit", "withdraw", "sync", *_SETTLING}
)
_SKEW: Final = timedelta(minutes=5)  # how far an authority's clock may run behind ours


class Verdict(StrEnum):
    """What becomes of a step."""

    APPLIED = "applied"
    NOTED = "noted"  # a journal line; the status stays
    LATE = "late"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


class Standing(NamedTuple):
    """Where a document stands on one axis, and since when."""

    status: str
    since: datetime


@dataclass(frozen=True)
class Lifecycle:
    """One axis of a document's life.

    `statuses` and `steps` map names to Chinese labels; statuses stand in the order of progress, which settles two steps
    of the same second. `asides` are steps that are written down and leave the status as it is. `ours` are statuses that
    our own clock dated, so an authority's receipt may seem a little older. `provisional` are those of ours that stand
    until the authority says otherwise, however long ago that happened: the table says which of its steps undo them.
    `urgent` names the statuses and asides that ask the follower to act.
    """

    noun: str
    statuses: Mapping[str, str]
    steps: Mapping[str, str]
    table: Mapping[tuple[str, str], str]
    start: str
    asides: frozenset[str] = frozenset()
    ours: frozenset[str] = frozenset()
    provisional: frozenset[str] = frozenset()
    urgent: frozenset[str] = frozenset()

    def judge(self, standing: Standing, step: str, occurred_at: datetime) -> tuple[Verdict, str]:
        """Say what becomes of a step, and the status that follows from it.

        What happened before the present status came about is late and changes nothing; the same step again is a
        duplicate; what the table does not hold is refused. The status never goes backwards in time.
        """
        status, since = standing
        if step in self.asides:
            return Verdict.NOTED, status
        if occurred_at < since and occurred_at < self._earliest(standing):
            return Verdict.LATE, status
        target = self.table.get((status, step))
        if target is None:
            return self._not_in_the_table(standing, step, occurred_at), status
        return self._at_the_same_moment(status, target) if occurred_at == since else (Verdict.APPLIED, target)

    def status_label(self, status: str) -> str:
        """Return the status as people read it."""
        return self.statuses[status]

    def step_label(self, step: str) -> str:
        """Return the step as people read it; a step the table lost is shown as it is."""
        return self.steps.get(step, step)

    def _earliest(self, standing: Standing) -> datetime:
        if standing.status in self.provisional:
            return NEVER
        return standing.since - _SKEW if standing.status in self.ours else standing.since

    def _not_in_the_table(self, standing: Standing, step: str, occurred_at: datetime) -> Verdict:
        if standing.status in self._leads_to.get(step, ()):
            return Verdict.DUPLICATE
        return Verdict.LATE if occurred_at < standing.since else Verdict.REFUSED

    def _at_the_same_moment(self, status: str, target: str) -> tuple[Verdict, str]:
        if target == status:
            return Verdict.DUPLICATE, status
        return (Verdict.APPLIED, target) if self._rank[target] > self._rank[status] else (Verdict.LATE, status)

    @cached_property
    def _rank(self) -> Mapping[str, int]:
        return {status: rank for rank, status in enumerate(self.statuses)}

    @cached_property
    def _leads_to(self) -> Mapping[str, frozenset[str]]:
        """For each step, the statuses it can end in: in such a status, the step once more is the same step again."""
        return {
            step: frozenset(target for (_status, each), target in self.table.items() if each == step)
            for step in self.steps
        }


def moves_from(statuses: tuple[str, ...], targets: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return the part of a table in which each step leads to its target from every one of these statuses."""
    return {(status, step): target for status in statuses for step, target in targets.items() if status != target}
