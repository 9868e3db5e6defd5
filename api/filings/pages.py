"""What the pages of 商品备案 show, in the manual's words: boxes, columns, conditions, buttons, hints (FILE-01…25)."""

from typing import Final

from pydantic import BaseModel, Field

from api.filings import areas, checking
from api.filings.kinds import FILING
from api.query_pages import EMPTY, Condition, Search, days

AREA_COLUMNS = (
    "序号",
    "备案申请号",
    "优惠区域",
    "优惠类型代码",
    "优惠类型描述",
    "优惠区域备案状态",
    "详细信息",
    "操作",
)
COLUMNS = ("序号", "商品HS编码", "商品名称(英)", "商品名称(中)", "优惠区域", "状态", "详细信息", "申报时间")
HINTS = (
    "申请优惠原产地证书前，需要先申报商品备案并提交贸促会机构审核。",
    "商品备案信息，包括备案资料、商品信息、原材料和零部件信息（对同一种商品，可一次申请多个优惠区域）。",
    checking.ECFA_ALONE,
    "在商品备案查询页面，可查询商品备案的申请状态，也可对申请信息进行复制操作",
)


MATERIAL_COLUMNS = (
    "序号",
    "HS编码",
    "名称(中)",
    "名称(英)",
    "原产国",
    "数量",
    "单位",
    "单价(USD)",
    "价值(USD)",
    "供应商",
)
_STATUSES = {name: label for name, label in FILING.lifecycle.statuses.items() if name not in {"unseen", "removed"}}
CONDITIONS = [
    Condition(name="hs_code", label="商品HS编码"),
    Condition(name="name_zh", label="商品名称(中文)"),
    Condition(name="name_en", label="商品名称(英文)"),
    Condition(name="status", label="单据状态", options=_STATUSES),
    *days("since", "until", "申请时间"),
]


class FilingBox(BaseModel):
    """A box of the editor; what is read only is the authority's."""

    name: str = Field(examples=["hs_code"])
    label: str = Field(examples=["商品HS编码"])
    hint: str = Field("", examples=["6、8、10位海关税则号"])
    read_only: bool = False
    required: bool = Field(False, description="必填：不填不能申报，暂存不受限制")


class AreaChoice(BaseModel):
    """An area that goods can be filed for today."""

    code: str = Field(examples=["S"])
    name: str = Field(examples=["中国-瑞士自贸协定"])
    alone: bool = Field(description="须单独备案")


class Choices(BaseModel):
    """What the pages of 商品备案 show in the manual's words."""

    menu: str = Field(description="菜单", examples=["商品备案"])
    title: str = Field(examples=["商品备案信息"])
    boxes: list[FilingBox]
    area_section: str = Field(examples=[checking.NO_AREA])
    area_buttons: list[str] = Field(examples=[["新增", "删除"]])
    material_section: str = Field(examples=[checking.NO_MATERIAL])
    material_columns: list[str] = Field(examples=[list(MATERIAL_COLUMNS)])
    query_title: str = Field(examples=["商品备案查询"])
    search: Search
    areas: list[AreaChoice]
    statuses: dict[str, str] = Field(examples=[{"draft": "暂存"}])
    area_columns: list[str] = Field(examples=[list(AREA_COLUMNS)])
    columns: list[str] = Field(examples=[list(COLUMNS)])
    hints: list[str]
    buttons: list[str] = Field(examples=[["保存", "申报", "删除"]])
    list_buttons: list[str] = Field(examples=[["删除", "复制", "申报", "刷新", "收起搜索框"]])
    empty: str = Field(examples=["未查询到相关信息!"])


BOXES: Final = (
    FilingBox(name="hs_code", label="商品HS编码", hint=checking.HS_HINT, required=True),
    FilingBox(name="name_en", label="商品名称(英文)", required=True),
    FilingBox(name="name_zh", label="商品名称(中文)", required=True),
    FilingBox(name="process", label="工序说明"),
    FilingBox(name="maker", label="生产厂商", hint=checking.MAKER_HINT, required=True),
    FilingBox(name="declared_at", label="申报日期", read_only=True),
    FilingBox(name="status_label", label="审核状态", read_only=True),
    FilingBox(name="detail", label="审核详情", read_only=True),
)


def choices() -> Choices:
    """Return what the pages show."""
    return Choices(
        menu=FILING.label,
        title="商品备案信息",
        boxes=list(BOXES),
        area_section=checking.NO_AREA,
        area_buttons=["新增", "删除"],
        material_section=checking.NO_MATERIAL,
        material_columns=list(MATERIAL_COLUMNS),
        query_title="商品备案查询",
        search=Search(conditions=CONDITIONS),
        areas=[AreaChoice(code=each.code, name=each.name, alone=each.code == areas.ALONE) for each in areas.open_on()],
        statuses=_STATUSES,
        area_columns=list(AREA_COLUMNS),
        columns=list(COLUMNS),
        hints=list(HINTS),
        buttons=["保存", "申报", "删除"],
        list_buttons=["删除", "复制", "申报", "刷新", "收起搜索框"],
        empty=EMPTY,
    )
