"""What the printing routes take and give, as JSON."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.printing.queries import Print
from api.printing.vocabulary import REASONS, Part, State, question
from api.wire import Body, Moment

Id = Annotated[UUID, Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
Reason = Literal["打印机设置", "卡纸缺墨", "误点", "其他"]


class PrintWish(Body):
    """What is to be printed: 打印正副本, 打印正本, 打印副本 (PRINT-15…17)."""

    certificate_id: Id
    part: Part = Field(Part.ORIGINAL, description="打印内容")
    copies: int = Field(1, ge=1, le=20, description="份数")


class AnswerIn(Body):
    """是 or 否 (PRINT-28), and with 否 perhaps its reason."""

    printed: bool = Field(description="是否已打印成功")
    reason: Reason | None = Field(None, description="异常申请原因")


class ReasonIn(Body):
    """Why it did not come out (PRINT-36)."""

    reason: Reason = Field(description="异常申请原因")


class PrintOut(BaseModel):
    """One print; `question` is what is to be asked while it is 待确认."""

    id: Id
    certificate_id: Id
    number: str = Field(description="证书编号", examples=["E261026902330183"])
    part: Part
    part_label: str = Field(description="打印内容", examples=["正本"])
    copies: int = Field(examples=[1])
    state: State
    state_label: str = Field(description="打印状态", examples=["待确认"])
    reason: str = Field(description="异常申请原因", examples=[""])
    reasons: list[str] = Field(examples=[list(REASONS)])
    question: str = Field(examples=["请确认证书（E261026902330183）是否已打印成功！"])
    started_at: Moment
    asked_at: Moment
    answered_at: Moment | None


def print_out(found: Print) -> PrintOut:
    """Return one print for a page."""
    asked = found.state is State.UNCONFIRMED
    return PrintOut(
        id=found.id,
        certificate_id=found.certificate_id,
        number=found.number,
        part=found.part,
        part_label=found.part.label,
        copies=found.copies,
        state=found.state,
        state_label=found.state.label,
        reason=found.reason,
        reasons=list(REASONS),
        question=question(found.number, on_screen=True) if asked else "",
        started_at=found.started_at,
        asked_at=found.asked_at,
        answered_at=found.answered_at,
    )
