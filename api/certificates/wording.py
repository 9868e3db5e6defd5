"""The certificate editor in the manual's words: toolbars, tabs, hints, columns and dialogs (CO-18…CO-80)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from api.agreements import Rule
from api.certificates import papers, routing, voiding
from api.certificates.checking.filled import needed
from api.certificates.checking.types import known_criteria
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
    "mark_picture": papers.MARK_HINT,
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
_SHOWN: Final[Mapping[str, str]] = {
    "status_label": "证书状态",
    "unified_no": "统一编号",
    "certificate_no": "证书号",
    "category_label": "证书类别",
}
_TARIFF: Final = "税则号"  # what the preferential form calls 商品HS编码


@dataclass(frozen=True, slots=True)
class EditorBox:
    """A box as the editor shows it, with what stands beside it."""

    name: str
    label: str
    most: int
    required: bool = False
    note: Note = NOTHING


def basic_boxes(rule: Rule, signatories: Sequence[str]) -> list[EditorBox]:
    """Return the boxes of 基本信息; 手签员 is one of those on file (CO-42)."""
    noted = _noted(BasicForm, "head", rule)
    return [_with(box, options=tuple(signatories)) if box.name == "signer" else box for box in noted]


def goods_boxes(rule: Rule) -> list[EditorBox]:
    """Return the boxes of a goods line; the preferential form calls the HS code 税则号 (CO-60)."""
    noted = {box.name: box for box in _noted(GoodsForm, "goods", rule)}
    if rule.type.preferential:
        noted["hs_code"] = replace(noted["hs_code"], label=_TARIFF)
    if criteria := known_criteria(rule):
        noted["ori_criteria"] = _with(noted["ori_criteria"], hint=f"可填{criteria}")
    return list(noted.values())


def shown_boxes() -> list[EditorBox]:
    """Return what the editor only shows: it is the system's and the authority's to say (CO-22…CO-24)."""
    return [EditorBox(name, label, 0, note=Note(read_only=True)) for name, label in _SHOWN.items()]


def dialog_boxes() -> list[EditorBox]:
    """Return the boxes of 加工工序编辑, required ones marked."""
    return [EditorBox(each.name, each.label, each.most, each.name in DIALOG_REQUIRED) for each in _shown(ProcessForm)]


def material_boxes() -> list[EditorBox]:
    """Return the columns of its imported materials."""
    return _shown(MaterialForm)


def _noted(form: type[Form], part: str, rule: Rule) -> list[EditorBox]:
    asterisks = needed(rule)
    return [
        replace(box, required=(part, box.name) in asterisks, note=note(rule.type.authority, box.name))
        for box in _shown(form)
    ]


def _with(box: EditorBox, **more: Any) -> EditorBox:
    return replace(box, note=box.note._replace(**more))


def _shown(form: type[Form]) -> list[EditorBox]:
    found: Mapping[str, Box] = boxes(form)
    return [EditorBox(name, box.label, box.most) for name, box in found.items()]
