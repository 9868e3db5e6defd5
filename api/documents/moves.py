"""The vocabulary of change: the move that is wished, the change that came of it, and what became of the wish."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from api.documents.lifecycle import Lifecycle, Verdict
from api.people import Actor
from kit.refusals import Refusal

MAIN = ""  # the axis whose status stands on the register row itself


class Move(NamedTuple):
    """One step of one document on one axis; `occurred_at` is when it happened outside, aware."""

    document_id: UUID
    step: str
    actor: Actor
    occurred_at: datetime
    axis: str = MAIN
    note: str = ""
    receipt_id: UUID | None = None
    trace: str = ""


class Change(NamedTuple):
    """What a slice's notices are asked about: one step that was written down.

    `stale` tells that the document has meanwhile moved on: only asides can be so.
    """

    kind: str
    number: str
    facts: Mapping[str, Any]
    lifecycle: Lifecycle
    axis: str
    step: str
    status: str
    previous: str
    occurred_at: datetime
    note: str
    stale: bool

    @property
    def label(self) -> str:
        """Return the new status as people read it."""
        return self.lifecycle.status_label(self.status)


class Outcome(NamedTuple):
    """What became of a move; a refused one carries its refusal."""

    verdict: Verdict
    document_id: UUID
    status: str = ""
    label: str = ""
    refusal: Refusal | None = None
