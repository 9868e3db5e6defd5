"""What the certificate routes take and give, as JSON."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.certificates import examples
from api.certificates.certificate import Authority, Category
from api.certificates.forms import BasicForm, GoodsForm, ProcessForm
from api.certificates.queries import Wanted
from api.paging import Paging
from api.wire import Body, Moment
from kit.clock import from_shanghai

Id = Annotated[UUID, Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
TypeCode = Annotated[str, Field(pattern=r"^[A-Z]{1,2}$", description="产地证类型", examples=["C"])]
Revision = Annotated[int | None, Field(ge=0, le=10**9, description="上次读到的版本，不填则不比较", examples=[None])]
Text = Annotated[str, Field(max_length=500)]
Status = Literal["", "draft", "declared", "received", "pending", "returned", "failed", "approved", "voided"]
_YEARS = range(2000, 2200)


def _believable(day: date) -> date:
    """Refuse a day that no document can have, so that nothing overflows behind it."""
    if day.year not in _YEARS:
        raise ValueError(f"年份应在{_YEARS.start}到{_YEARS.stop - 1}之间")
    return day


def _start(day: date | None) -> datetime | None:
    """Return when a day begins in Shanghai."""
    return from_shanghai(datetime.combine(day, time())) if day else None


def _end(day: date | None) -> datetime | None:
    """Return when the day after begins: 至 includes the day it names."""
    return _start(day + timedelta(days=1)) if day else None


Day = Annotated[Annotated[date, AfterValidator(_believable)] | None, Field(examples=["2026-11-01"])]


class Beginning(Body):
    """Which certificate to begin."""

    authority: Authority = Field("ccpit", description="签证机构", examples=["ccpit"])
    type_code: TypeCode
    category: Category = Field(
        Category.NEW, description="证书类别；改证重发不在本系统录入的证书时选择", examples=["new"]
    )


class BasicSaved(Body):
    """基本信息 to be stored, complete or not."""

    form: Annotated[BasicForm, Field(description="整张基本信息；没有给出的栏目视为空", examples=[examples.BASIC])]
    revision: Revision = None


class GridSaved(Body):
    """The whole grid of goods, in order."""

    lines: list[GoodsForm] = Field(max_length=300, examples=[[examples.GOODS]])
    revision: Revision = None


class Reissue(Body):
    """改证重发申请: 更改, 重发 or 更改+重发, and why."""

    category: Literal["change", "reissue", "change_reissue"] = Field(description="证书类别", examples=["change"])
    reason: Text = Field("", description="更改原因", examples=["进口商地址有误"])


class Voiding(Body):
    """Why a certificate is not to be used any more."""

    reason: Text = Field(min_length=1, description="作废原因", examples=["订单取消"])


class RouteAsked(Body):
    """What a transport route is made of (CO-37)."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ROUTE]})

    load_port: str = Field("", max_length=100, description="起运港", examples=["SHANGHAI, CHINA"])
    unload_port: str = Field("", max_length=100, description="卸货港", examples=["HAIPHONG, VIETNAM"])
    trans_port: str = Field("", max_length=100, description="转运港", examples=[""])
    trans_means: str = Field("", max_length=100, description="运输方式", examples=["SEA"])


class Route(BaseModel):
    """A generated route, and what the page says beside it."""

    text: str = Field(examples=["FROM SHANGHAI, CHINA TO HAIPHONG, VIETNAM BY SEA"])
    rule: str = Field(examples=["FROM[起运港]TO[卸货港]VIA[转运港]BY[运输方式]"])
    hint: str


class LineOut(BaseModel):
    """One line of goods."""

    id: Id
    no: int = Field(description="序号", examples=[1])
    form: GoodsForm
    value_added: str | None = Field(description="增值百分比，由加工工序算出", examples=["64.50"])


class Totals(BaseModel):
    """The lines added up, and how they differ from the invoice."""

    goods_value: str = Field(description="各项金额合计", examples=["18600.00"])
    goods_fob: str = Field(description="各项FOB合计", examples=["18600.00"])
    sentence: str = Field(examples=["与发票金额 18600.00 一致"])


class CertificateOut(BaseModel):
    """One certificate with its forms."""

    id: Id
    number: str = Field(description="证书号，尚无则为统一编号；回执、查询都用它", examples=["CC261121000001"])
    unified_no: str = Field(description="统一编号，由系统给出", examples=["CC261121000001"])
    certificate_no: str = Field(description="证书号，由签证机构给出（海关证书申报时编号），尚无则为空", examples=[""])
    authority: Authority
    type_code: str = Field(examples=["C"])
    type_label: str = Field(description="证书类型", examples=["一般原产地证"])
    category: str = Field(examples=["new"])
    category_label: str = Field(description="证书类别", examples=["新建证书"])
    status: str = Field(examples=["draft"])
    status_label: str = Field(description="证书状态", examples=["暂存"])
    form: BasicForm
    lines: list[LineOut]
    totals: Totals
    original_id: UUID | None
    advice: str = Field(description="还需要本人办理的事，没有则为空", examples=[""])
    revision: int = Field(examples=[1])
    created_at: Moment
    declared_at: Moment | None


class FindingOut(BaseModel):
    """One finding of the 申报前体检."""

    model_config = ConfigDict(from_attributes=True)

    severity: str = Field(examples=["error"])
    code: str = Field(examples=["required"])
    field: str = Field(description="栏目路径", examples=["goods/1/hs_code"])
    box: str = Field(examples=["hs_code"])
    line: int = Field(description="商品序号，0为基本信息", examples=[1])
    label: str = Field(examples=["商品HS编码"])
    sentence: str = Field(examples=["第1项商品HS编码：必填项未填写。"])
    fix: str = Field(description="怎么办", examples=["请填写。"])
    source: str = Field(description="依据", examples=["coo.xsd"])


class CheckOut(BaseModel):
    """What the check found; it may go out when no finding is an error."""

    fit: bool
    sentence: str = Field(examples=["还差 3 个必填项"])
    findings: list[FindingOut]


class Asked(Paging):
    """The conditions of a query page (CO-84, CO-85)."""

    list: Literal["preferential", "general", "voided"] = Field("preferential", description="哪个查询页面")
    authority: Authority = Field("ccpit", description="签证机构")
    invoice_no: str = Field("", max_length=100, description="发票号")
    type_code: str = Field("", max_length=2, description="产地证类型")
    status: Status = Field("", description="证书状态，见【查询页面的按钮和列】")
    signer: str = Field("", max_length=50, description="手签员")
    created_from: Day = Field(None, description="创建日期")
    created_to: Day = Field(None, description="至")
    declared_from: Day = Field(None, description="申报日期")
    declared_to: Day = Field(None, description="至")

    @property
    def wanted(self) -> Wanted:
        """Return the conditions as the query has them."""
        return Wanted(
            shelf=self.list,
            authority=self.authority,
            invoice_no=self.invoice_no.strip(),
            type_code=self.type_code,
            status=self.status,
            signer=self.signer.strip(),
            created_from=_start(self.created_from),
            created_until=_end(self.created_to),
            declared_from=_start(self.declared_from),
            declared_until=_end(self.declared_to),
        )


class ItemOut(BaseModel):
    """One row of a query page, in the manual's columns (CO-89)."""

    id: Id
    no: int = Field(description="序号", examples=[1])
    invoice_no: str = Field(description="发票号", examples=["2F47S93D"])
    invoice_date: str = Field(description="发票日期", examples=["2019-05-30"])
    number: str = Field(description="证书编号，尚无为 -", examples=["-"])
    type_label: str = Field(description="证书类型", examples=["中国-秘鲁自贸协定"])
    importer: str = Field(description="进口商", examples=["TLE CHINA"])
    signer: str = Field(description="手签员", examples=["丹"])
    invoice_amount: str = Field(description="发票金额", examples=["0"])
    status: str = Field(examples=["draft"])
    status_label: str = Field(description="状态", examples=["暂存"])
    remark: str = Field(description="备注", examples=[""])
    created_at: Moment = Field(description="创建时间")
    declared_on: str = Field(description="申报日期，尚无为 -", examples=["-"])


class PrintedBoxOut(BaseModel):
    """One box of the paper."""

    model_config = ConfigDict(from_attributes=True)

    number: str = Field(examples=["1"])
    content: str = Field(examples=["出口商名称、地址、国家"])
    caption: str = Field(description="证书上的英文栏目名，不详则为空", examples=["Exporter"])
    text: str
    lines: list[str]


class ReceiptOut(BaseModel):
    """One step of 审核回执查询 (CO-93)."""

    step: str = Field(examples=["approved"])
    step_label: str = Field(description="回执", examples=["审核通过"])
    status_label: str = Field(description="状态", examples=["审核通过"])
    note: str = Field(description="说明", examples=[""])
    occurred_at: Moment


class Attaching(Body):
    """Which uploaded file stands for what."""

    slot: Literal["1", "2", "3", "4", "5", "6", "7", "15", "mark"] = Field(
        description="附件类型；mark 为图片唛头", examples=["1"]
    )
    file_id: Id


class PaperOut(BaseModel):
    """A file of the certificate."""

    slot: str = Field(examples=["1"])
    slot_label: str = Field(description="附件类型", examples=["发票"])
    file_id: Id
    name: str = Field(examples=["invoice.pdf"])
    size: int = Field(description="字节", examples=[20480])
    attached_at: Moment


class Picking(Body):
    """Which partner or clause fills the box."""

    kind: Literal["exporter", "importer", "producer", "clause"] = Field(description="选择", examples=["exporter"])
    party_id: Id


class ProcessingAsked(Body):
    """For which goods the last 加工工序 is wanted."""

    hs_code: str = Field(min_length=4, max_length=10, pattern=r"^[0-9]+$", examples=["3926"])


class ProcessingOut(BaseModel):
    """加工工序 as declared last, or none."""

    found: bool
    processing: ProcessForm | None
