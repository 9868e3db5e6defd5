"""Amounts, quantities, percentages and dates: their shape, their sums, and their order."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from api.certificates.checking.case import Case, Trouble, in_head, on_line
from api.certificates.findings import Finding

_AMOUNT: Final = re.compile(r"\d{1,19}(\.\d{1,5})?", re.ASCII)
_PERCENT: Final = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)
_HUNDRED: Final = Decimal(100)
_CENT: Final = Decimal("0.01")
_HEAD_AMOUNTS: Final = ("fob_value", "total_amt")
_GOODS_AMOUNTS: Final = (
    "pack_qty",
    "goods_qty",
    "goods_qty_ref",
    "secd_goods_qty_ref",
    "gross_wt",
    "net_wt",
    "inv_price",
    "inv_value",
    "fob_value",
)
_HEAD_DATES: Final = (
    "inv_date",
    "apl_date",
    "intend_exp_date",
    "exp_decl_date",
    "chk_valid_date",
    "sign_date",
    "payment_date",
    "lc_date",
)
_SHAPE: Final = Trouble(
    code="amount_shape", sentence="须为数字，整数最多19位，小数最多5位。", fix="请填写不带千分位和单位的数字。"
)
_PERCENT_SHAPE: Final = Trouble(
    code="percent_shape", sentence="须为0至100的百分比，最多两位小数。", fix="请填写例如 35.50。"
)
_DATE_SHAPE: Final = Trouble(code="date_shape", sentence="日期格式须为YYYY-MM-DD。", fix="请从日历中选择日期。")
_DATE_ORDER: Final = Trouble(
    code="invoice_after_application",
    sentence="发票日期晚于申请日期。",
    fix="请核对：签发日期不能早于发票日期。",
)


def amount(text: str) -> Decimal | None:
    """Return an amount as the message has it, or None for anything else."""
    return Decimal(text) if _AMOUNT.fullmatch(text) else None


def day(text: str) -> date | None:
    """Return a date `YYYY-MM-DD`, or None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-21") else None
    except ValueError:
        return None


def percent(text: str) -> Decimal | None:
    """Return a percentage written with or without its sign, or None for what is none between 0 and 100."""
    bare = text.removesuffix("%").strip()
    try:
        found = Decimal(bare) if _PERCENT.fullmatch(bare) else None
    except InvalidOperation:
        return None
    return found if found is not None and found <= _HUNDRED else None


def shapes(case: Case) -> Iterator[Finding]:
    """Say which figures have not the shape of the message (formats.md §1.3: 19 digits and 5 decimals)."""
    for box in _HEAD_AMOUNTS:
        if (text := getattr(case.form, box)) and amount(text) is None:
            yield in_head(box, _SHAPE)
    for line in case.goods:
        for box in _GOODS_AMOUNTS:
            if (text := getattr(line.form, box)) and amount(text) is None:
                yield on_line(line.no, box, _SHAPE)
        if line.form.i_comp_prpr and percent(line.form.i_comp_prpr) is None:
            yield on_line(line.no, "i_comp_prpr", _PERCENT_SHAPE)


def dates(case: Case) -> Iterator[Finding]:
    """Say which dates are none, and where the invoice is younger than the application."""
    for box in _HEAD_DATES:
        if (text := getattr(case.form, box)) and day(text) is None:
            yield in_head(box, _DATE_SHAPE)
    invoiced, applied = day(case.form.inv_date), day(case.form.apl_date)
    if invoiced and applied and invoiced > applied:
        yield in_head("inv_date", _DATE_ORDER)


def totals(case: Case) -> Iterator[Finding]:
    """Say by how much the lines differ from the invoice: 与发票金额 18600.00 相差 830.00 (ux.md §2)."""
    yield from _sum(case, "inv_value", "total_amt", "发票金额")
    yield from _sum(case, "fob_value", "fob_value", "FOB值")
    for line in case.goods:
        price, quantity, value = (amount(getattr(line.form, box)) for box in ("inv_price", "goods_qty", "inv_value"))
        if price and quantity and value is not None and abs(price * quantity - value) >= _CENT:
            sentence = f"单价乘数量为{(price * quantity).normalize():f}，与金额{value}不符。"
            fix = "请核对单价、数量和金额。"
            yield on_line(line.no, "inv_value", Trouble(code="product", sentence=sentence, fix=fix, severity="warning"))


def _sum(case: Case, box: str, total_box: str, name: str) -> Iterator[Finding]:
    total = amount(getattr(case.form, total_box))
    values = [amount(getattr(line.form, box)) for line in case.goods]
    if total is None or not values or None in values:
        return
    difference = sum((value for value in values if value is not None), Decimal(0)) - total
    if abs(difference) >= _CENT:
        sentence = f"各项商品合计与{name} {total} 相差 {abs(difference)}。"
        fix = f"请核对各项金额与{name}。"
        yield in_head(total_box, Trouble(code="total", sentence=sentence, fix=fix, severity="warning"))
