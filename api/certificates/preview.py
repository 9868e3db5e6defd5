"""预览: what will stand in which box of the paper, by the agreements' box table; drawing it is the printer's work."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from api import agreements
from api.agreements import Rule
from api.certificates.certificate import Certificate, Line
from api.certificates.forms import BasicForm
from api.masterdata import today

END: Final = "***"
_NO_MARKS: Final = "N/M"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedBox:
    """One box of the paper: its number, what belongs there, its text, and its text for each line of goods."""

    number: str
    content: str
    text: str
    lines: tuple[str, ...]


def printed(certificate: Certificate) -> list[PrintedBox]:
    """Return the boxes of the certificate's paper in their order; none where the type's layout is not known."""
    rule = agreements.find(certificate.authority, certificate.type_code, today())
    return [_box(certificate, rule, box.number, box.content) for box in rule.boxes] if rule else []


def _box(certificate: Certificate, rule: Rule, number: str, content: str) -> PrintedBox:
    parts = content.replace(" / ", "；").replace("（勾选）", "").split("；")
    head = [text for part in parts if (text := _of_head(part, certificate.form))]
    lines = [
        "\n".join(text for part in parts if (text := _of_line(part, line, certificate, rule)))
        for line in certificate.lines
    ]
    if any("商品描述" in part for part in parts) and lines:
        lines[-1] = f"{lines[-1]}\n{END}"
    return PrintedBox(number=number, content=content, text="\n".join(head), lines=tuple(lines) if any(lines) else ())


def _of_head(part: str, form: BasicForm) -> str:
    maker = next((made for name, made in _HEAD.items() if part.startswith(name)), None)
    return maker(form).strip() if maker else ""


def _of_line(part: str, line: Line, certificate: Certificate, rule: Rule) -> str:
    if part.startswith(("FOB值", "使用RVC时的FOB值")):
        return f"USD {line.form.fob_value}" if line.form.fob_value and rule.fob_shown([line.form.ori_criteria]) else ""
    if part.startswith("唛头"):
        return line.form.mark or (certificate.form.mark or _NO_MARKS if line.no == 1 else "")
    maker = next((made for name, made in _LINE.items() if part.startswith(name)), None)
    return maker(line).strip() if maker else ""


def _vessel(form: BasicForm) -> str:
    return form.trans_name or " / ".join(filter(None, (form.first_leg, form.second_leg)))


def _contacts(form: BasicForm) -> str:
    return " ".join(each or "无" for each in (form.exporter_tel, form.exporter_fax, form.exporter_email))


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
    "发票金额": lambda form: f"{form.curr} {form.total_amt}" if form.total_amt else "",
    "货物价格": lambda form: f"{form.curr} {form.total_amt}" if form.total_amt else "",
    "电话、传真": _contacts,
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


def _unit(line: Line) -> str:
    return line.form.wt_unit if line.form.gross_wt else line.form.goods_unit_e or line.form.goods_unit
