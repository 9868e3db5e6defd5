"""What the pages of certificates say, as JSON: the type chooser, the editor, the query pages."""

from pydantic import BaseModel, Field

from api.certificates.certificate import Authority
from api.certificates.schemas import TypeCode
from api.query_pages import Search
from api.wire import Body


class TypesAsked(Body):
    """Whose types, statuses and words to show."""

    authority: Authority = Field("ccpit", description="签证机构", examples=["ccpit"])


class TypeTile(BaseModel):
    """One tile of 创建原产地证."""

    code: str = Field(examples=["C"])
    label: str = Field(examples=["一般原产地证 (C)"])
    name: str = Field(examples=["一般原产地证"])
    preferential: bool
    verified: bool


class Chooser(BaseModel):
    """The page 创建原产地证 (CO-01)."""

    title: str = Field(examples=["创建原产地证"])
    prompt: str = Field(examples=["请选择证书类型:"])
    hint: str = Field(examples=["企业可申请各类证书, 包括一般原产地证和优惠原产地证"])
    applications: list[str] = Field(examples=[["新证申请", "改证重发申请"]])
    types: list[TypeTile]


class EditorAsked(Body):
    """Which certificate's editor."""

    authority: Authority = Field("ccpit", description="签证机构", examples=["ccpit"])
    type_code: TypeCode = "C"


class EditorBoxOut(BaseModel):
    """A box as the editor shows it."""

    name: str = Field(examples=["inv_no"])
    label: str = Field(examples=["发票号"])
    most: int = Field(description="申报时最多字数", examples=[50])
    required: bool = Field(False, description="必填：不填不能申报，暂存不受限制")
    read_only: bool = Field(description="由系统或签证机构给出，或取自用户备案，不能修改")
    table: str = Field(description="代码表，见【查代码】；没有则为空", examples=["country_ccpit"])
    options: list[str] = Field(description="可选的值；没有则自由填写", examples=[["数量", "毛重", "净重"]])
    placeholder: str = Field(examples=["请选择日期"])
    hint: str
    picker: str = Field(description="【选择】从哪类基础资料选", examples=["exporter"])


class DialogOut(BaseModel):
    """加工工序编辑 (CO-70…CO-80)."""

    title: str = Field(examples=["加工工序编辑"])
    button: str = Field(examples=["编辑加工工序"])
    choices: dict[str, str]
    boxes: list[EditorBoxOut]
    material_columns: list[str] = Field(examples=[["序号", "海关税则号(4位)", "CIF单价(USD)"]])
    material_rows: int = Field(examples=[5])
    material_hint: str
    percent_hint: str
    buttons: list[str] = Field(examples=[["确定", "取消"]])


class EditorOut(BaseModel):
    """The editor of a certificate type, in the manual's words."""

    title: str = Field(examples=["一般原产地证"])
    toolbar: list[str]
    tabs: list[str] = Field(examples=[["基本信息", "商品信息"]])
    shown: list[EditorBoxOut] = Field(description="只显示、不填写的栏目，值在证书详情的同名字段")
    basic: list[EditorBoxOut]
    goods: list[EditorBoxOut]
    goods_buttons: list[str]
    goods_columns: list[str]
    product_columns: list[str] = Field(description="已备案商品选择")
    papers_title: str = Field(examples=["佐证材料"])
    papers: dict[str, str] = Field(description="附件类型", examples=[{"1": "发票"}])
    hints: dict[str, str]
    processing: DialogOut


class Listed(BaseModel):
    """A query page: what it is called, and its buttons in the manual's words."""

    title: str = Field(examples=["优惠原产地证查询"])
    heading: str = Field(examples=["证书申请查询"])
    search: Search
    hint: str
    buttons: list[str]
    columns: list[str]
    review_title: str = Field(description="回执一栏", examples=["审核回执查询"])
    review_rule: str = Field(description="何时有回执", examples=["管理部门按照确定的规则进行审核"])
