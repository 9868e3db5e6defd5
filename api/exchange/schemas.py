"""The JSON form of a receipt, as machines post it (XML in the customs' own form is taken as well); what was sent."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.exchange.quarantine import STATES, Receipt
from api.exchange.readings import LONGEST_NOTE, LONGEST_NUMBER, LONGEST_SUBJECT
from api.exchange.record import Line, Story, Wanted
from api.paging import Paging
from api.wire import Moment

_STEPS = (
    "received 已接收 · pending_review 待审核 · returned 审核不通过 · failed 接收失败 · approved 审核通过；"
    "证书另有 attachment_accepted, attachment_refused；许可证另有 cancelled；委托只有 accepted, refused；"
    "报关单：declared, received, examined, inspection, tax_due, held, released, closed, returned, failed, deleted…"
)
_KINDS = (
    "customs_certificate 海关原产地证 · ccpit_certificate 贸促会原产地证 · filing 商品备案 · backfill 出口报关单补录 · "
    "coordination 享惠受阻协调 · licence 许可证 · declaration 报关单 · consignment 代理报关委托；其余见文档"
)
_STATES = "new 待发 · sending 发送中 · sent 已发 · answered 已答复 · failed 失败"
State = Literal["new", "sending", "sent", "answered", "failed"]
SetAside = Literal["unknown", "foreign", "damaged", "refused", "failed"]
_SET_ASIDE = " · ".join(f"{state} {label}" for state, label in STATES.items())
Gateway = Literal["gacc", "ccpit"]
Id = Annotated[UUID, Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]


class ReceiptForm(BaseModel):
    """One receipt. Either `step` names what happened, or `code` is the authority's own code for it.

    Nothing is refused for its form once the signature holds: it is stored, and a fault is reported to the operator.
    """

    kind: Annotated[str, Field(max_length=64)] = Field(description=_KINDS, examples=["customs_certificate"])
    number: Annotated[str, Field(min_length=1, max_length=LONGEST_NUMBER, description="单证编号")] = Field(
        examples=["E261026902330183"]
    )
    step: str = Field("", description=_STEPS, examples=["approved"])
    code: str = Field("", description="主管部门的回执代码，例如报关单的 P（放行）", examples=["P"])
    occurred_at: datetime | str = Field(
        description="RFC 3339；没有时区的 yyyy-MM-dd HH:mm:ss 按北京时间", examples=["2026-11-21T09:12:00+08:00"]
    )
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = Field("", description="原因或说明")
    enterprise_credit_code: str = Field(
        "", description="企业的社会信用代码；首次收到的单证需要", examples=["91110000600037341L"]
    )
    certificate_type: str = Field("", description="证书类型代码", examples=["E"])
    attachment: Annotated[str, Field(max_length=LONGEST_SUBJECT)] = Field("", description="回执所指附件的文件名")
    data: dict[str, Any] = Field(default_factory=dict, description="随回执带来的数据，例如同步的商品")


class Stored(BaseModel):
    """The receipt is stored; `stored` is false if it was there before."""

    stored: bool


class Asked(Paging):
    """Which messages, and a page, as query parameters."""

    model_config = ConfigDict(extra="forbid")

    state: State | None = Field(
        None, description="new 待发 · sending 发送中 · sent 已发 · answered 已答复 · failed 失败"
    )
    gateway: Gateway | None = Field(None, description="gacc 海关导入客户端 · ccpit 贸促会系统")
    kind: Annotated[str, Field(max_length=64, examples=["certificate"])] | None = None
    document_id: Id | None = None

    def wanted(self) -> Wanted:
        """Return the same for the record."""
        return Wanted(**{name: getattr(self, name) for name in ("state", "gateway", "kind", "document_id")})


class AskedSetAside(Paging):
    """Which receipts that were set aside, and a page, as query parameters."""

    model_config = ConfigDict(extra="forbid")

    state: SetAside | None = Field(None, description=_SET_ASIDE, examples=["unknown"])


class ReceiptOut(BaseModel):
    """A receipt that was stored and not applied."""

    id: Id
    source: str = Field(description="来源", examples=["gacc"])
    origin: str = Field(description="从哪里收到", examples=["Cooimp/InBox/a.xml"])
    state: SetAside = Field(description=_SET_ASIDE)
    state_label: str = Field(examples=["代码未知"])
    explanation: str = Field(description="为何没有处理", examples=["回执代码 99 未知。"])
    received_at: Moment

    @classmethod
    def of(cls, receipt: Receipt) -> Self:
        """Return a receipt as the API tells of it; its text only where the form has it."""
        told = {name: getattr(receipt, name) for name in cls.model_fields if name != "state_label"}
        return cls(**told, state_label=STATES[receipt.state])


class ReceiptStory(ReceiptOut):
    """The same with its text as it came."""

    text: str = Field(description="回执原文，无法按 UTF-8 读出的字节以 � 代替", examples=["<Receipt/>"])


class OutgoingOut(BaseModel):
    """One message to an authority, and where it stands."""

    id: Id
    gateway: Gateway
    gateway_label: str = Field(description="发往", examples=["海关导入客户端"])
    kind: str = Field(examples=["certificate"])
    kind_label: str = Field(description="种类", examples=["海关原产地证"])
    document_id: Id | None
    number: str = Field(description="单证编号", examples=["E261026902330183"])
    filename: str = Field(examples=["E261026902330183.xml"])
    size: int = Field(description="字节", examples=[4096])
    state: State
    state_label: str = Field(description="状态", examples=["已答复"])
    explanation: str = Field(description="为何等待或失败", examples=[""])
    tries: int = Field(description="试发次数", examples=[1])
    created_at: Moment
    due_at: Moment = Field(description="最早何时再试发")
    sent_at: Moment | None = Field(description="发出的时间")
    fetched_at: Moment | None = Field(description="导入客户端取走的时间")
    answered_at: Moment | None = Field(description="收到答复、或确定失败的时间")
    trace: str = Field(examples=["0199a0f0c3f27d8e9b1c2d3e4f506172"])

    @classmethod
    def of(cls, line: Line) -> Self:
        """Return a line of the record as the API tells of it."""
        return cls.model_validate(line, from_attributes=True)


class ReplyOut(BaseModel):
    """A receipt that came for the same document since."""

    source: str = Field(examples=["gacc"])
    state: str = Field(examples=["applied"])
    state_label: str = Field(description="处理结果", examples=["已处理"])
    explanation: str = Field(examples=["状态已更新为“审核通过”。"])
    received_at: Moment


class OutgoingStory(OutgoingOut):
    """One message with its text, for the enterprise's own people, and what came back."""

    body: str = Field(description="报文正文")
    replies: list[ReplyOut]

    @classmethod
    def of_story(cls, story: Story) -> Self:
        """Return a message's story as the API tells it."""
        told = OutgoingOut.of(story.line).model_dump()
        replies = [ReplyOut.model_validate(each, from_attributes=True) for each in story.replies]
        return cls(**told, body=story.body, replies=replies)


class Resent(BaseModel):
    """The message will be sent once more."""

    resent: bool
