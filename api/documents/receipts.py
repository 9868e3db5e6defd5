"""What an authority says about one document, in no gateway's dialect."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from uuid import UUID

from api.documents.moves import Move
from api.people import Actor

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Receipt(NamedTuple):
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
    facts: Mapping[str, str]
    label: str = ""
    note: str = ""
    subject: str = ""
    data: Mapping[str, Any] = _NOTHING

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
