"""The three query pages in the manual's words: titles, buttons, columns (CO-81…CO-91)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from api import agreements, documents
from api.certificates.certificate import KIND_OF, Authority
from api.certificates.shelves import LISTS as TITLES
from api.certificates.shelves import Shelf, shelf_for
from api.masterdata import today
from api.query_pages import Condition, days

COLUMNS: Final = (
    "序号",
    "发票号",
    "发票日期",
    "证书编号",
    "证书类型",
    "进口商",
    "手签员",
    "发票金额",
    "状态",
    "备注",
    "创建时间",
    "申报日期",
)
HEADING: Final = "证书申请查询"
REVIEW_TITLE: Final = "审核回执查询"  # CO-93
REVIEW_RULE: Final = "管理部门按照确定的规则进行审核"
_ALL: Final = ("复制", "编辑", "申报", "预览", "打印", "改证重发", "删除", "刷新", "打印组件下载", "收起搜索框")
_VOIDED: Final = ("复制", "预览", "刷新", "打印组件下载", "收起菜单栏")
_NEVER_LISTED: Final = frozenset({"unseen", "removed"})
_HINT: Final = "下方是{}列表，可进行复制、编辑、预览、改证重发、打印等操作"


@dataclass(frozen=True, slots=True)
class QueryPage:
    """A query page: its title, the hint above its list, its toolbar."""

    title: str
    hint: str
    buttons: tuple[str, ...]


def conditions(authority: Authority, which: Shelf, signatories: Iterable[str]) -> list[Condition]:
    """Return the conditions of a query page (CO-84, CO-85), each with what may be chosen there."""
    return [
        Condition(name="invoice_no", label="发票号"),
        Condition(name="type_code", label="产地证类型", options=_types(authority, which)),
        Condition(name="status", label="证书状态", options=_statuses(authority, which)),
        Condition(name="signer", label="手签员", options={name: name for name in signatories}),
        *days("created_from", "created_to", "创建日期"),
        *days("declared_from", "declared_to", "申报日期"),
    ]


def _types(authority: Authority, which: Shelf) -> dict[str, str]:
    kinds = agreements.types(authority, today())
    return {each.code: each.label for each in kinds if which in {"voided", shelf_for(authority, each.code, today())}}


def _statuses(authority: Authority, which: Shelf) -> dict[str, str]:
    labels = documents.kind_of(KIND_OF[authority]).lifecycle.statuses
    listed = {name: label for name, label in labels.items() if name not in _NEVER_LISTED}
    return {name: label for name, label in listed.items() if (name == "voided") == (which == "voided")}


LISTS: Final = {
    which: QueryPage(title, "" if which == "voided" else _HINT.format(title), _VOIDED if which == "voided" else _ALL)
    for which, title in TITLES.items()
}
