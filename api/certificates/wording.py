"""The certificate editor in the manual's words: toolbars, tabs, hints, columns and dialogs (CO-18…CO-80)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from api.certificates import routing, voiding
from api.certificates.certificate import Authority
from api.certificates.forms import BasicForm, Box, Form, GoodsForm, MaterialForm, ProcessForm, boxes
from api.certificates.notes import NOTHING, Note, note
from api.certificates.refusals import LOCKED_GOODS

TOOLBAR: Final = ("新建", "保存", "删除", "预览", "打印组件下载", "打印", "申报")
TABS: Final = ("基本信息", "商品信息")
GOODS_BUTTONS: Final = ("新增", "保存", "删除", "复制")
GENERAL_COLUMNS: Final = ("序号", "文字唛头", "货物描述")
PREFERENTIAL_COLUMNS: Final = ("序号", "税则")
PRODUCT_COLUMNS: Final = ("序号", "申请备案号", "税则号", "英文名称")
HINTS: Final[Mapping[str, str]] = {
    "goods": LOCKED_GOODS,
    "line": "增加或修改一条商品信息，必须点击【保存】按钮",
    "line_break": "如需换行请按Ctrl+Enter",
    "hs_code": "6、8、10位纯数字",
    "legs": "请填写一程和二程运输工具编号 (运输工具可以包括船/飞机/火车/车轿等)",
    "date": "请选择日期",
    "route": routing.HINT,
    "route_rule": f"运输细节录入规则 {routing.RULE}",
    "port": routing.PORT_HINT,
    "filed": "优惠原产地证书, 录入的商品信息必须是已备案并审核通过的商品数据",
    "void": voiding.HINT,
    "list": "点击蓝色发票号，会跳转到证书详情页面",
}
CHOICES: Final[Mapping[str, str]] = {
    "anew": "需要申报, 重新填写",
    "as_before": "需要申报, 内容和上次一样",
    "none": "不需要申报",
}
DIALOG_TITLE: Final = "加工工序编辑"
DIALOG_BUTTON: Final = "编辑加工工序"
DIALOG_BUTTONS: Final = ("确定", "取消")
DIALOG_ROWS: Final = 5
DIALOG_HINT: Final = "以下请填写产品(每单位), 加工所需的进口原材料的商品税则号及CIF单价信息"
PERCENT_HINT: Final = "请填写原材料进出口的从价百分比(例如: 17%)"
DIALOG_REQUIRED: Final = frozenset({"hs_code", "unit_price", "product", "process", "ad_valorem"})
_TARIFF: Final = "税则号"  # what the preferential form calls 商品HS编码


@dataclass(frozen=True, slots=True)
class EditorBox:
    """A box as the editor shows it, with what stands beside it."""

    name: str
    label: str
    most: int
    required: bool = False
    note: Note = NOTHING


def basic_boxes(authority: Authority) -> list[EditorBox]:
    """Return the boxes of 基本信息."""
    return [replace(box, note=note(authority, box.name)) for box in _shown(BasicForm)]


def goods_boxes(authority: Authority, *, preferential: bool) -> list[EditorBox]:
    """Return the boxes of a goods line; the preferential form calls the HS code 税则号 (CO-60)."""
    noted = [replace(box, note=note(authority, box.name)) for box in _shown(GoodsForm)]
    return [replace(box, label=_TARIFF) if preferential and box.name == "hs_code" else box for box in noted]


def dialog_boxes() -> list[EditorBox]:
    """Return the boxes of 加工工序编辑, required ones marked."""
    return [EditorBox(each.name, each.label, each.most, each.name in DIALOG_REQUIRED) for each in _shown(ProcessForm)]


def material_boxes() -> list[EditorBox]:
    """Return the columns of its imported materials."""
    return _shown(MaterialForm)


def _shown(form: type[Form]) -> list[EditorBox]:
    found: Mapping[str, Box] = boxes(form)
    return [EditorBox(name, box.label, box.most) for name, box in found.items()]
