"""What a clerk fills in on 商品备案信息: the product, the areas it is filed for, what it is made of (FILE-01…16)."""

from typing import Annotated, Final

from pydantic import Field

from api.wire import Body

_NAME: Final = 400
_TEXT: Final = 2000
MOST_AREAS: Final = 30
MOST_MATERIALS: Final = 200
Short = Annotated[str, Field(max_length=25)]
Name = Annotated[str, Field(max_length=_NAME)]
HsCode = Annotated[str, Field(max_length=12, description="6、8、10位海关税则号", examples=["02042200"])]


class AreaForm(Body):
    """One row of 备案资料: 优惠区域, 优惠类型代码 and 优惠类型描述."""

    area: Annotated[str, Field(max_length=8, description="优惠区域", examples=["S"])] = ""
    type_code: Annotated[str, Field(max_length=20, description="优惠类型代码", examples=["WO"])] = ""
    type_text: Annotated[str, Field(max_length=_NAME, description="优惠类型描述", examples=["完全获得"])] = ""


class MaterialForm(Body):
    """One row of 原材料、零部件; the manual gives no columns, these are ours (X-15)."""

    hs_code: HsCode = ""
    name_zh: Annotated[Name, Field(description="名称(中)", examples=["冻羊肉"])] = ""
    name_en: Annotated[Name, Field(description="名称(英)", examples=["MUTTON"])] = ""
    origin: Annotated[str, Field(max_length=3, description="原产国（贸促会国别代码）", examples=["142"])] = ""
    quantity: Annotated[Short, Field(description="数量", examples=["1"])] = ""
    unit: Annotated[Short, Field(description="单位", examples=["035"])] = ""
    unit_price: Annotated[Short, Field(description="单价(USD)", examples=["2.5"])] = ""
    value: Annotated[Short, Field(description="价值(USD)", examples=["2.5"])] = ""
    supplier: Annotated[Name, Field(description="供应商", examples=["大连原料供应公司"])] = ""


class FilingForm(Body):
    """The whole form; a draft may lack anything."""

    hs_code: HsCode = ""
    name_en: Annotated[Name, Field(description="商品名称(英文)", examples=["MUTTON, FROZEN"])] = ""
    name_zh: Annotated[Name, Field(description="商品名称(中文)", examples=["带骨绵羊肉"])] = ""
    process: Annotated[str, Field(max_length=_TEXT, description="工序说明", examples=["屠宰、分割、冷冻"])] = ""
    maker: Annotated[str, Field(max_length=_TEXT, description="生产厂商", examples=["大连食品厂，大连市金州区1号"])] = (
        ""
    )
    areas: Annotated[list[AreaForm], Field(max_length=MOST_AREAS, description="备案资料", default_factory=list)]
    materials: Annotated[
        list[MaterialForm], Field(max_length=MOST_MATERIALS, description="原材料、零部件", default_factory=list)
    ]
