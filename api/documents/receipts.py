"""What an authority says about one document, in no gateway's dialect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from api.documents.moves import Move
from api.people import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One receipt, read and joined to its register row; a slice turns it into a move.

    `occurred_at` is the authority's moment in UTC. `label` is its answer as people read it, `note` its free text,
    `facts` whatever else the message told by name; `subject` is the attachment that it is about, `data` the object that
    a JSON message brought along (a sync's products, for instance): not judged by anybody yet.
    """

    id: UUID
    document_id: UUID
    kind: str
    number: str
    step: str
    occurred_at: datetime
    actor: Actor
    trace: str
    label: str = ""
    note: str = ""
    facts: Mapping[str, str]
    subject: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    def as_move(self) -> Move:
        """Return the move that the receipt asks for, as it stands."""
        return Move(
            document_id=self.document_id,
            step=self.step,
            actor=self.actor,
            occurred_at=self.occurred_at,
            note=self.note,
            receipt_id=self.id,
            trace=self.trace,
        )
