"""What the routes of licences take and give, as JSON."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.documents import Document
from api.documents.schemas import StepOut
from api.paging import Paging
from api.wire import Moment

Status = Literal["unseen", "failed", "received", "pending", "returned", "approved", "cancelled"]


class Asked(Paging):
    """Which licences to list."""

    number: Annotated[str, Field(max_length=64)] = Field("", description="许可证号", examples=["XK20260001"])
    status: Status | None = Field(None, description="状态")


class LicenceOut(BaseModel):
    """A licence that is followed here."""

    id: UUID = Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])
    number: str = Field(description="许可证号", examples=["XK20260001"])
    status: Status
    status_label: str = Field(examples=["审核通过"])
    status_at: Moment
    updated_at: Moment


class LicenceDetail(LicenceOut):
    """The same with every receipt: why it was refused stands in the note of its line."""

    history: list[StepOut]


def licence_out(document: Document) -> LicenceOut:
    """Return a licence."""
    return LicenceOut.model_validate(document, from_attributes=True)
