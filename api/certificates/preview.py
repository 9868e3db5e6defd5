"""预览: what will stand in which box of the paper, by the agreements' box table; drawing it is another room's work."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from api import agreements
from api.agreements import Box, Rule
from api.certificates.certificate import Certificate, Line
from api.certificates.forms import BasicForm, GoodsForm
from api.masterdata import code, today

END: Final = "***"
_NO_MARKS: Final = "N/M"
_LETTERS: Final = re.compile("[A-Z]{3}", re.ASCII)
_CONTACTS: Final = "电话、传真"
_AMOUNTS: Final = ("发票金额", "货物价格")
_MARKS: Final = "唛头"
_FOB: Final = ("FOB值", "使用RVC时的FOB值")
_MAIN: Final = (
    "出口商名称、地址、国家",
    "收货人名称、地址、国家",
    "生产商名称、地址、国家",
    "运输方式和路线",
    "目的国（地区）",
    "备注",
    "项目号",
    "唛头及包装号",
    "包装数量及种类；商品描述",
    "HS编码",
    "原产地标准",
    "毛重、数量或其他计量单位；FOB值",
    "发票号码和日期",
    "发票金额",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedBox:
    """One box of the paper: its number, what belongs there, its text, and its text for each line of goods.

    `caption` is the form's own word for it; `of_goods` tells that each line of goods has such a box.
    """

    number: str
    content: str
    text: str
    lines: tuple[str, ...]
    caption: str = ""
    of_goods: bool = False


def printed(certificate: Certificate) -> list[PrintedBox]:
    """Return the boxes of the certificate's paper in their order; none where the type's layout is not known."""
    rule = agreements.find(certificate.authority, certificate.type_code, today())
    return [_box(certificate, rule, each) for each in rule.boxes] if rule else []


def shown(certificate: Certificate) -> list[PrintedBox]:
    """Return the boxes of the paper, or where the type's layout is not known its main facts, without numbers."""
    return printed(certificate) or [_box(certificate, None, Box("", each, verified=False)) for each in _MAIN]


def _box(certificate: Certificate, rule: Rule | None, box: Box) -> PrintedBox:
    parts = box.content.replace(" / ", "；").replace("（勾选）", "").split("；")
    head = [text for part in parts if (text := _of_head(part, parts[0], certificate))]
    lines = [
        "\n".join(text for part in parts if (text := _of_line(part, line, certificate, rule)))
        for line in certificate.lines
    ]
    if any("商品描述" in part for part in parts) and lines:
        lines[-1] = f"{lines[-1]}\n{END}"
    return PrintedBox(
        number=box.number,
        content=box.content,
        text="\n".join(head),
        lines=tuple(lines) if any(lines) else (),
        caption=box.caption,
        of_goods=any(part.startswith(_OF_GOODS) for part in parts),
    )


def _of_head(part: str, whose: str, certificate: Certificate) -> str:
    """Return one part of a box of the head; `whose` is its first part, to whom a telephone number belongs."""
    if part.startswith(_AMOUNTS):
        return _amount(certificate)
    if part.startswith(_CONTACTS):
        return " ".join(each or "无" for each in _contacts(whose, certificate))
    maker = next((made for name, made in _HEAD.items() if part.startswith(name)), None)
    return maker(certificate.form).strip() if maker else ""


def _amount(certificate: Certificate) -> str:
    """Return the invoice's amount with the letters of its currency: CCPIT's form keeps a number of its own for it."""
    form, row = certificate.form, code(f"currency_{certificate.authority}", certificate.form.curr)
    names = (form.curr, *(row.aliases if row else ()))
    letters = next((each for each in names if _LETTERS.fullmatch(each)), form.curr)
    return f"{letters} {form.total_amt}".strip() if form.total_amt else ""


def _of_line(part: str, line: Line, certificate: Certificate, rule: Rule | None) -> str:
    if part.startswith(_FOB):
        stands = rule is None or rule.fob_shown([line.form.ori_criteria])
        return f"USD {line.form.fob_value}" if line.form.fob_value and stands else ""
    if part.startswith(_MARKS):
        return line.form.mark or (certificate.form.mark or _NO_MARKS if line.no == 1 else "")
    maker = next((made for name, made in _LINE.items() if part.startswith(name)), None)
    return maker(line).strip() if maker else ""


def _vessel(form: BasicForm) -> str:
    return form.trans_name or " / ".join(filter(None, (form.first_leg, form.second_leg)))


def _contacts(whose: str, certificate: Certificate) -> tuple[str, str, str]:
    form = certificate.form
    if whose.startswith("进口商"):
        return form.consignee_tel, form.consignee_fax, form.consignee_email
    if whose.startswith("生产商"):
        goods = certificate.goods[0] if certificate.lines else GoodsForm()
        return goods.producer_tel, goods.producer_fax, goods.producer_email
    return form.exporter_tel, form.exporter_fax, form.exporter_email


def _ticked(flag: str, words: str) -> str:
    return f"☑ {words}" if flag == "1" else f"☐ {words}"


_HEAD: Final[dict[str, Callable[[BasicForm], str]]] = {
    "出口商名称": lambda form: form.exporter,
    "收货人名称": lambda form: form.consignee,
    "进口商名称": lambda form: form.consignee,
    "生产商名称": lambda form: form.producer,
    "离港日期": lambda form: form.intend_exp_date,
    "船舶/": _vessel,
    "装货口岸": lambda form: form.load_port,
    "到货口岸": lambda form: form.unload_port,
    "运输方式": lambda form: form.trans_details,
    "目的国": lambda form: form.dest_country,
    "备注": lambda form: form.remark,
    "发票号码和日期": lambda form: f"{form.inv_no}\n{form.inv_date}",
    "出口商声明": lambda form: f"{form.sign_place or form.apl_add}\n{form.sign_date or form.apl_date}",
    "出口商或生产商声明": lambda form: f"{form.sign_place or form.apl_add}\n{form.sign_date or form.apl_date}",
    "展览": lambda form: _ticked(form.exhibit_flag, "Exhibition"),
    "第三方发票": lambda form: _ticked(form.third_party_inv_flag, "Third-party invoicing"),
}
_LINE: Final[dict[str, Callable[[Line], str]]] = {
    "项目号": lambda line: str(line.no),
    "包装数量及种类": lambda line: line.form.goods_desc,
    "商品描述": lambda _line: "",
    "HS编码": lambda line: line.form.hs_code,
    "税则号": lambda line: line.form.hs_code,
    "原产地标准": lambda line: line.form.ori_criteria,
    "RCEP原产国": lambda line: line.form.goods_origin_country_en,
    "毛重": lambda line: " ".join(filter(None, (line.form.gross_wt or line.form.goods_qty, _unit(line)))),
}
_OF_GOODS: Final = (*_LINE, *_FOB, _MARKS)


def _unit(line: Line) -> str:
    return line.form.wt_unit if line.form.gross_wt else line.form.goods_unit_e or line.form.goods_unit
