"""What the routes of coordination take and give, as JSON."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.coordination.queries import Detail, Item
from api.coordination.vocabulary import SLOTS, Form, Slot, Type
from api.paging import Paging
from api.wire import Body, GivenFrom, GivenUntil, Moment

Id = Annotated[UUID, Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
Status = Literal["draft", "pending", "failed", "withdrawn", "accepted", "returned", "completed"]
Typed = Annotated[str, Field(max_length=2000)]
Number = Annotated[str, Field(max_length=64)]
_EXAMPLE = "E261026902330183"
_FORM: JsonValue = {
    "type": "customs",
    "certificate_no": _EXAMPLE,
    "agreement_code": "02",
    "export_no": "900220260000000001",
    "import_no": "E2018-0154281",
    "contact": "高永欣",
    "phone": "13800138000",
    "reason": "进口国海关对证书签章有疑问，未给予协定税率。",
}


class FormIn(Body):
    """基本信息 (COORD-09…19), as typed: every box must be filled in, and what is wrong is said box by box."""

    model_config = ConfigDict(json_schema_extra={"examples": [_FORM]})

    type: Type = Field(description="协调单类型")
    certificate_no: Typed = Field("", description="原产地证书号必填")
    agreement_code: Typed = Field("", description="优惠贸易协定代码必填")
    export_no: Typed = Field("", description="出口报关单号必填")
    import_no: Typed = Field("", description="进口报关单号必填")
    contact: Typed = Field("", description="联系人姓名必填")
    phone: Typed = Field("", description="联系电话必填")
    reason: Typed = Field("", description="申请事由必填")

    @property
    def form(self) -> Form:
        """Return it for the actions."""
        return Form(**self.model_dump())


class AttachmentIn(Body):
    """The uploaded file that goes into a slot (POST /api/v1/files?purpose=coordination makes it)."""

    file_id: Id


class Asked(Paging):
    """The seven conditions of 享惠受阻协调查询 (COORD-36); numbers may be given by their beginning."""

    number: Number = Field("", description="协调单号", examples=["XT2026110007"])
    certificate_no: Number = Field("", description="原产地证明号", examples=[_EXAMPLE])
    export_no: Number = Field("", description="出口报关单编号", examples=["900220260000000001"])
    status: Status | None = Field(None, description="处理状态")
    type: Type | None = Field(None, description="协调单类型")
    agreement_code: Number = Field("", description="优惠贸易协定代码", examples=["02"])
    submitted_from: GivenFrom | None = Field(None, description="提交起始日期：日期或时间")
    submitted_until: GivenUntil | None = Field(None, description="提交截止日期：日期（含当天）或时间（不含）")


class ItemOut(BaseModel):
    """One row of the query page."""

    document_id: Id
    number: str = Field(description="协调单号", examples=["XT2026110007"])
    type: Type
    type_label: str = Field(description="协调单类型", examples=["海关原产地证书享惠受阻协调申请"])
    certificate_no: str = Field(description="原产地证书号", examples=[_EXAMPLE])
    agreement_code: str = Field(examples=["02"])
    agreement: str = Field(description="优惠贸易协定", examples=["中国-东盟自贸协定"])
    export_no: str = Field(description="出口报关单号", examples=["900220260000000001"])
    status: Status
    status_label: str = Field(description="处理状态", examples=["待办"])
    status_at: Moment
    submitted_at: Moment | None = Field(description="提交时间")
    updated_at: Moment


class AttachmentOut(BaseModel):
    """A file in a slot; it may be downloaded in every state (COORD-39)."""

    slot: Slot
    slot_label: str = Field(examples=["原产地证明"])
    file_id: Id
    name: str = Field(examples=["证书.pdf"])
    size: int = Field(description="字节", examples=[204800])
    link: str = Field(examples=["/api/v1/files/0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])
    attached_at: Moment


class LineOut(BaseModel):
    """One step of its history."""

    step: str = Field(examples=["提交"])
    status: str = Field(examples=["待办"])
    note: str = Field(examples=[""])
    at: Moment


class DetailOut(ItemOut):
    """One application whole, and what may be done about it now."""

    credit_code: str = Field(description="社会信用代码", examples=["91610000MA6TG0N83M"])
    enterprise: str = Field(description="企业中文名称", examples=["陕西示例贸易有限责任公司"])
    import_no: str = Field(description="进口报关单号", examples=["E2018-0154281"])
    contact: str = Field(examples=["高永欣"])
    phone: str = Field(examples=["13800138000"])
    reason: str = Field(examples=["进口国海关对证书签章有疑问，未给予协定税率。"])
    attachments: list[AttachmentOut]
    history: list[LineOut]
    may_edit: bool
    may_remove: bool
    may_withdraw: bool


class DoneOut(BaseModel):
    """What was done, in the manual's words, and where the application stands now."""

    sentence: str = Field(examples=["申报成功"])
    coordination: DetailOut


class RemovedOut(BaseModel):
    """That it is gone."""

    sentence: str = Field(examples=["已删除。"])


def item_out(item: Item) -> ItemOut:
    """Return a row of the list."""
    return ItemOut.model_validate(item, from_attributes=True)


def detail_out(detail: Detail) -> DetailOut:
    """Return an application whole."""
    document, row = detail.document, detail.row
    columns = ("document_id", "type", "certificate_no", "agreement_code", "export_no")
    item = Item(
        **{name: getattr(row, name) for name in columns},
        number=document.number,
        status=document.status,
        status_at=document.status_at,
        submitted_at=row.submitted_at,
        updated_at=document.updated_at,
    )
    return DetailOut(
        **item_out(item).model_dump(),
        **{name: getattr(row, name) for name in ("import_no", "contact", "phone", "reason")},
        **{name: getattr(detail, name) for name in ("may_edit", "may_remove", "may_withdraw")},
        credit_code=detail.enterprise.credit_code,
        enterprise=detail.enterprise.name,
        attachments=_attachments(detail),
        history=[
            LineOut(step=each.step_label, status=each.status_label, note=each.note, at=each.occurred_at)
            for each in detail.history
        ],
    )


def _attachments(detail: Detail) -> list[AttachmentOut]:
    return [
        AttachmentOut.model_validate(
            {
                "slot": each.slot,
                "slot_label": SLOTS[each.slot],
                "file_id": each.file.id,
                "name": each.file.name,
                "size": each.file.size,
                "link": f"/api/v1/files/{each.file.id}",
                "attached_at": each.attached_at,
            }
        )
        for each in detail.attachments
    ]
