"""The boxes of the four editors and the rule of each, in the manual's words (BASE-07…38)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

PartyKind = Literal["exporter", "importer", "producer", "clause"]
_LONG: Final = 400  # Exporter and Consignee of the customs' message hold that many (formats.md §1.2)
_CONTACT: Final = 50  # so do its boxes for phone, fax and e-mail
_CLAUSE: Final = 2000  # GoodsSpecClause
_CODE: Final = re.compile(r"[0-9A-Za-z]{3,8}", re.ASCII)
_ACCOUNT: Final = re.compile(r"[0-9A-Za-z]{19}", re.ASCII)
_PHONE: Final = re.compile(r"[ -@\[-`{-~]{1,20}")  # printable ASCII without letters
_FAX: Final = re.compile(r"[\x21-\x7e][\x20-\x7e]*", re.ASCII)
_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+")
_ENGLISH: Final = re.compile(r"[^\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]*")


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its name, its label, the hint beside it, how much it holds and what shape that must have."""

    name: str
    label: str
    hint: str = ""
    placeholder: str = ""
    longest: int = _LONG
    shape: re.Pattern[str] | None = None
    required: bool = False
    wrong: str = ""  # what is said of a value that breaks the rule, where the hint does not say it

    def fault(self, value: str) -> str:
        """Return what is wrong with a value as a sentence, or nothing."""
        if not value:
            return f"请填写{self.label}。" if self.required else ""
        if len(value) > self.longest:
            return f"{self.label}最多{self.longest}个字符。"
        return f"{self.label}{self.wrong or self.hint}。" if self.shape and not self.shape.fullmatch(value) else ""


@dataclass(frozen=True, slots=True)
class Editor:
    """One editor: what its page and itself are called, its boxes, the columns of its list and the page's hints."""

    page: str
    title: str
    boxes: tuple[Box, ...]
    columns: tuple[tuple[str, str], ...]
    hints: tuple[str, ...]
    names: tuple[str, ...] = ("name_zh", "name_en")  # at least one of these must be filled in


def _code(label: str) -> Box:
    return Box("code", label, "由数字字母组合, 长度3-8位", "企业自定义", longest=8, shape=_CODE, required=True)


def _english(name: str, label: str) -> Box:
    return Box(name, label, "请用英文填写", shape=_ENGLISH)


def _phone(name: str, label: str) -> Box:
    return Box(name, label, "请输入20位内数字、符号组合", longest=20, shape=_PHONE)


def _fax(name: str, label: str) -> Box:
    return Box(name, label, "由数字字母组合, 符号组合", longest=_CONTACT, shape=_FAX)


def _email(label: str) -> Box:
    wrong = "格式不正确，例如 123@163.com"
    return Box("email", label, "", "123@163.com", longest=_CONTACT, shape=_EMAIL, wrong=wrong)


def _names(prefix: str = "") -> tuple[Box, Box]:
    return _english("name_en", f"{prefix}名称(英)"), Box("name_zh", f"{prefix}名称(中)")


_ADDRESSES: Final = (_english("address_en", "地址(英)"), Box("address_zh", "地址(中)"))
_SAVED: Final = "基础资料填写保存后，无需进行申报审核。"
_FILLS: Final = "方便企业设置常用的进口商、出口商、生产商等资料，以便申请证书时自动反填。"

EDITORS: Final[Mapping[PartyKind, Editor]] = {
    "exporter": Editor(
        "出口商管理",
        "编辑出口商",
        (_code("受益人编码"), _phone("phone", "电话"), _fax("fax", "传真"), _email("Email"), *_names(), *_ADDRESSES),
        (("code", "受益人编码"), ("name_zh", "名称(中)"), ("name_en", "名称(英)"), ("phone", "电话"),
         ("created_at", "创建时间")),
        (_FILLS, _SAVED, "点击【新增】按钮, 编辑出口商信息。", "列表默认显示已保存的所有出口商信息列表。"),
    ),
    "importer": Editor(
        "进口商管理",
        "编辑进口商",
        (
            _code("客户编码"),
            Box("bank_account", "银行账号", "由数字字母组合, 长度19位", longest=19, shape=_ACCOUNT),
            _email("EMAIL"),
            Box("contact", "联系人", longest=_CONTACT),
            *_names("客户"),
            *_ADDRESSES,
            _fax("fax_1", "传真一"),
            _fax("fax_2", "传真二"),
            _fax("phone_1", "电话一"),
            _fax("phone_2", "电话二"),
            Box("profile", "公司资料", longest=_CLAUSE),
        ),
        (("code", "客户编码"), ("name_zh", "客户名称(中)"), ("name_en", "客户名称(英)"), ("bank_account", "银行账号"),
         ("phone_1", "电话"), ("email", "Email"), ("contact", "联系人")),
        (_FILLS, _SAVED, "方便企业设置常用的进口商资料, 以便在录入原产地证信息时, 选择已设置的进口商资料。"),
    ),
    "producer": Editor(
        "生产商管理",
        "编辑生产商",
        (_code("生产商编码"), *reversed(_names()), *reversed(_ADDRESSES)),
        (("code", "生产商编码"), ("name_zh", "生产商名称(中)"), ("name_en", "生产商名称(英)"),
         ("address_zh", "生产商地址(中)"), ("address_en", "生产商地址(英)"), ("created_at", "创建日期")),
        (_FILLS, _SAVED, "方便企业设置常用的生产商资料，以便在录入原产地证信息时，选择已设置的生产商资料"),
    ),
    "clause": Editor(
        "特殊条款管理",
        "编辑特殊条款",
        (_code("特殊条款编码"), Box("content", "特殊条款内容", longest=_CLAUSE, required=True)),
        (("code", "特殊条款编码"), ("content", "特殊条款内容"), ("created_at", "创建日期")),
        (_FILLS, _SAVED, "方便企业设置常用的特殊条款信息, 以便在录入原产地证信息时, 选择已设置的特殊条款"),
        names=(),
    ),
}  # fmt: skip
BUTTONS: Final = ("新增", "编辑", "删除")
SAVING: Final = ("保存", "保存并新增", "取消")
EMPTY: Final = "未查询到相关信息!"
