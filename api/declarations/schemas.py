"""What the routes of declarations take and give, as JSON."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.declarations.backfill.refusals import HINT
from api.documents.schemas import StepOut
from api.paging import Paging
from api.wire import Body, GivenFrom, GivenUntil, Moment

Authority = Literal["customs", "ccpit"]
Id = Annotated[UUID, Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
Number = Annotated[str, Field(max_length=64)]
CERTIFICATE: str = "E261026902330183"
_NUMBERS: str = "516620180668030045;516620180668030046"


class AskedCandidates(Paging):
    """The conditions of 报关单号补录 (SUPP-07): each alone, or together."""

    authority: Authority = Field("customs", description="海关原产地证书，或贸促会原产地证书")
    type_code: Number = Field("", description="证明类型", examples=["E"])
    exporter_code: Number = Field("", description="出口商代码", examples=["91110000600037341L"])
    created_from: GivenFrom | None = Field(None, description="证明创建日期起：日期或时间")
    created_until: GivenUntil | None = Field(None, description="证明创建日期止：日期（含当天）或时间（不含）")
    number: Number = Field("", description="证明号，可只填开头", examples=[CERTIFICATE])


class AskedBackfills(Paging):
    """The conditions of 补录信息查询."""

    authority: Authority | None = Field(None, description="海关或贸促会；不填为两者")
    type_code: Number = Field("", description="证明类型", examples=["E"])
    status: Literal["draft", "submitted", "failed", "received"] | None = Field(None, description="补录状态")
    number: Number = Field("", description="证明号，可只填开头", examples=[CERTIFICATE])
    submitted_from: GivenFrom | None = Field(None, description="提交日期起：日期或时间")
    submitted_until: GivenUntil | None = Field(None, description="提交日期止：日期（含当天）或时间（不含）")


class BackfillWish(Body):
    """The dialog 报关单号补录 (SUPP-10…14): whoever has really exported must give the numbers to submit it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"exported": True, "numbers": _NUMBERS}]})

    exported: bool = Field(description="是否实际出口")
    numbers: str = Field("", max_length=2000, description=f"{HINT}；实际出口的，提交时必填")
    confirmed: bool = Field(False, description="号码看起来不对，仍然提交")


class CandidateOut(BaseModel):
    """An approved certificate that waits for its 报关单号."""

    certificate_id: Id
    number: str = Field(description="证明号", examples=[CERTIFICATE])
    type_code: str = Field(description="证明类型", examples=["E"])
    exporter: str = Field(examples=["XI'AN EXAMPLE TRADING CO., LTD."])
    destination: str = Field(examples=["泰国"])
    created_at: Moment
    since: Moment = Field(description="审核通过时间")


class BackfillOut(BaseModel):
    """One row of 补录信息查询."""

    document_id: Id
    certificate_id: Id
    certificate_no: str = Field(description="证明号", examples=[CERTIFICATE])
    authority: Authority
    type_code: str = Field(description="证明类型", examples=["E"])
    exported: bool = Field(description="是否实际出口")
    numbers: str = Field(description="报关单号，之间用英文分号分隔", examples=[_NUMBERS])
    number: str = Field(description="补录编号", examples=["BL261121000001"])
    status: str = Field(examples=["received"])
    status_label: str = Field(description="补录状态", examples=["海关接收成功"])
    submitted_at: Moment | None
    updated_at: Moment


class LineOut(BaseModel):
    """One step of its history."""

    step: str = Field(examples=["提交"])
    status: str = Field(examples=["已提交"])
    note: str = Field(examples=[""])
    at: Moment


class BackfillDetail(BackfillOut):
    """详情: the back-fill with every step it took (SUPP-16)."""

    history: list[LineOut]


class BackfillDone(BaseModel):
    """What was done."""

    sentence: str = Field(examples=["已提交，等待海关接收。"])
    backfill: BackfillOut


class DeclarationOut(BaseModel):
    """A declaration that is followed here."""

    document_id: Id
    number: str = Field(description="报关单号", examples=["516620180668030045"])
    kind_label: str = Field(description="由第九位得知", examples=["出口报关单"])
    status: str = Field(examples=["released"])
    status_label: str = Field(examples=["已放行"])
    status_at: Moment
    updated_at: Moment


class DeclarationDetail(DeclarationOut):
    """The same with every receipt: why it was returned stands in the note of its line."""

    history: list[StepOut]


class AskedDeclarations(Paging):
    """Which declarations to list."""

    number: Number = Field("", description="报关单号，可只填一部分", examples=["516620180668030045"])
    status: str = Field("", max_length=32, description="状态", examples=["released"])
