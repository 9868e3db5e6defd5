"""What the filing routes take and give, as JSON."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.documents import MAIN, Step
from api.filings import areas
from api.filings.checking import Finding
from api.filings.filing import Filing
from api.filings.forms import FilingForm
from api.filings.kinds import FILING
from api.filings.queries import Wanted
from api.paging import Paging
from api.wire import Body, Moment
from kit import database
from kit.clock import SHANGHAI

_EARLIEST, _LATEST = date(2000, 1, 1), date(2199, 12, 31)
_EXAMPLE = {
    "hs_code": "02042200",
    "name_en": "MUTTON, FROZEN",
    "name_zh": "带骨绵羊肉",
    "process": "屠宰、分割、冷冻",
    "maker": "大连食品厂，大连市金州区1号",
    "areas": [{"area": "S", "type_code": "WO", "type_text": "完全获得"}],
    "materials": [{"hs_code": "0104", "name_zh": "活绵羊", "origin": "142", "quantity": "1", "unit": "009"}],
}
Id = Annotated[UUID, Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
Number = Annotated[str, Field(examples=["BA261121000001"])]
Text = Annotated[str, Field(max_length=100, pattern="^[^\x00]*$")]
Day = Annotated[date | None, Field(ge=_EARLIEST, le=_LATEST, examples=["2026-11-21"])]
Status = Literal["", "draft", "declared", "failed", "received", "pending", "returned", "partly", "approved"]


class NewFiling(Body):
    """A form to be saved as a draft; it may lack anything."""

    form: Annotated[FilingForm, Field(examples=[_EXAMPLE])]


class SavedFiling(NewFiling):
    """A form to be saved again; with the `revision` that was read, nobody else's save is undone."""

    revision: Annotated[int | None, Field(ge=1, le=2**31, examples=[1])] = None


class AreaOut(BaseModel):
    """One row of 备案资料."""

    no: int = Field(description="序号", examples=[1])
    filing_no: str = Field(description="备案申请号", examples=["18S2102M9997/00054"])
    area: str = Field(examples=["S"])
    area_name: str = Field(description="优惠区域", examples=["中国-瑞士自贸协定"])
    type_code: str = Field(description="优惠类型代码", examples=["WO"])
    type_text: str = Field(description="优惠类型描述", examples=["完全获得"])
    status: str = Field(examples=["approved"])
    status_label: str = Field(description="优惠区域备案状态", examples=["审核通过"])
    detail: str = Field(description="详细信息")


class FilingOut(BaseModel):
    """One filing."""

    id: Id
    number: Number
    status: str = Field(examples=["draft"])
    status_label: str = Field(description="审核状态", examples=["暂存"])
    form: FilingForm
    areas: list[AreaOut]
    origin: Literal["own", "sync"] = Field(description="本系统申报，或由贸促会同步")
    revision: int = Field(examples=[1])
    created_at: Moment
    updated_at: Moment
    declared_at: Moment | None = Field(description="申报日期")
    detail: str = Field(description="审核详情")
    editable: bool


class AreaStatus(BaseModel):
    """Where one area stands, for a line of the list."""

    area: str = Field(examples=["S"])
    area_name: str = Field(examples=["中国-瑞士自贸协定"])
    status_label: str = Field(examples=["审核通过"])


class FilingLine(BaseModel):
    """One line of 商品备案查询 (FILE-22)."""

    no: int = Field(description="序号", examples=[1])
    id: Id
    number: Number
    hs_code: str = Field(examples=["02042200"])
    name_en: str
    name_zh: str
    areas: list[AreaStatus] = Field(description="优惠区域")
    status: str = Field(examples=["approved"])
    status_label: str = Field(description="状态", examples=["审核通过"])
    detail: str = Field(
        description="详细信息：审核意见，按优惠区域", examples=["中国-澳大利亚自贸协定：工序说明不完整"]
    )
    declared_at: Moment | None = Field(description="申报时间")


class Asked(Paging):
    """商品备案查询: the conditions; days in Asia/Shanghai, both included."""

    hs_code: Annotated[str, Field(max_length=12, pattern="^[^\x00]*$", description="商品HS编码")] = ""
    name_zh: Annotated[Text, Field(description="商品名称(中文)")] = ""
    name_en: Annotated[Text, Field(description="商品名称(英文)")] = ""
    status: Annotated[Status, Field(description="单据状态")] = ""
    since: Annotated[Day, Field(description="申请时间，开始日期")] = None
    until: Annotated[Day, Field(description="申请时间，结束日期")] = None

    def wanted(self) -> Wanted:
        """Return the conditions, days as moments."""
        return Wanted(
            hs_code=self.hs_code,
            name_zh=self.name_zh,
            name_en=self.name_en,
            status=self.status,
            since=_midnight(self.since),
            until=_midnight(self.until and self.until + timedelta(days=1)),
        )


class AskedGoods(Paging):
    """Which approved goods a certificate may name."""

    area: Annotated[str, Field(max_length=8, description="优惠区域", examples=["S"])]
    text: Annotated[Text, Field(description="备案号、税则号或英文名称")] = ""


class GoodsLine(BaseModel):
    """One approved product (CO-66)."""

    no: int = Field(description="序号", examples=[1])
    document_id: Id
    filing_no: str = Field(description="申请备案号", examples=["18S2102M9997/00054"])
    hs_code: str = Field(description="税则号", examples=["02042200"])
    name_en: str = Field(description="英文名称", examples=["Reptiles (including snakes and a turtle)"])


class FindingOut(BaseModel):
    """Something about one box: an error stops 申报, a warning does not."""

    field: str = Field(examples=["areas/0/area"])
    label: str = Field(examples=["优惠区域"])
    sentence: str = Field(examples=["请选择优惠区域。"])
    severity: Literal["error", "warning"]


class StepOut(BaseModel):
    """One step of a filing's history: of the whole, or of one of its areas."""

    area: str = Field(description="优惠区域代码，整份备案为空", examples=["S"])
    area_name: str = Field(description="优惠区域，整份备案为空", examples=["中国-瑞士自贸协定"])
    step: str = Field(description="回执或操作", examples=["申报"])
    status: str = Field(description="状态", examples=["已申报"])
    note: str = Field(description="审核意见", examples=[""])
    occurred_at: Moment


def filing_out(filing: Filing) -> FilingOut:
    """Return a filing as JSON shows it."""
    return FilingOut.model_validate(filing, from_attributes=True)


def filing_line(row: Mapping[str, Any], no: int, said: Mapping[str, str]) -> FilingLine:
    """Return a line of the list; `said` is the authority's word on the whole and on each area, by axis."""
    axes = database.as_json(row["axes"])
    return FilingLine(
        no=no,
        id=row["document_id"],
        number=row["number"],
        hs_code=row["hs_code"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        areas=[_area_status(code, axes) for code in row["areas"].split()],
        status=row["status"],
        status_label=FILING.lifecycle.status_label(row["status"]),
        detail=_detail(said),
        declared_at=row["declared_at"],
    )


def finding_out(finding: Finding) -> FindingOut:
    """Return a finding as JSON shows it."""
    return FindingOut.model_validate(finding._asdict())


def step_out(step: Step) -> StepOut:
    """Return a step as JSON shows it."""
    return StepOut(
        area=step.axis,
        area_name=areas.name(step.axis) if step.axis else "",
        step=step.step_label,
        status=step.status_label,
        note=step.note,
        occurred_at=step.occurred_at,
    )


def _detail(said: Mapping[str, str]) -> str:
    """Return what was said of the areas, each by its name, and of the whole where that says more."""
    of_areas = {areas.name(axis): note for axis, note in said.items() if axis}
    whole = said.get(MAIN, "")
    told = [] if whole in of_areas.values() else [whole]
    return "；".join(filter(None, [*told, *(f"{name}：{note}" for name, note in of_areas.items())]))


def _area_status(code: str, axes: Mapping[str, list[str]]) -> AreaStatus:
    status = axes[code][0] if code in axes else "draft"
    label = FILING.axes[code].status_label(status) if code in FILING.axes else ""
    return AreaStatus(area=code, area_name=areas.name(code), status_label=label)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC) if day else None
