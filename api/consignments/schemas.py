"""What the routes of consignments take and give, as JSON."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.documents import Document
from api.documents.schemas import StepOut
from api.paging import Paging
from api.wire import Moment

Status = Literal["unseen", "refused", "accepted"]


class Asked(Paging):
    """Which consignments to list."""

    number: Annotated[str, Field(max_length=64)] = Field("", description="委托编号", examples=["WT2026000001"])
    status: Status | None = Field(None, description="状态")


class ConsignmentOut(BaseModel):
    """A consignment that is followed here."""

    id: UUID = Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])
    number: str = Field(description="委托编号", examples=["WT2026000001"])
    status: Status
    status_label: str = Field(examples=["委托接收成功"])
    status_at: Moment
    updated_at: Moment


class ConsignmentDetail(ConsignmentOut):
    """The same with every receipt: why it was refused stands in the note of its line."""

    history: list[StepOut]


def consignment_out(document: Document) -> ConsignmentOut:
    """Return a consignment."""
    return ConsignmentOut.model_validate(document, from_attributes=True)
