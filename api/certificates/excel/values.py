"""What a cell means: Excel keeps dates as numbers and drops leading zeros; people write 是, 2026/11/20, 18,600.00."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Context, Decimal, InvalidOperation
from typing import Final

from api import masterdata
from api.certificates.excel.columns import Column

_EPOCH: Final = date(1899, 12, 30)  # day 0 of Excel's calendar, its 29 February 1900 counted in
_SERIAL: Final = re.compile(r"[2-7]\d{4}(\.\d+)?")  # 1954 to 2118
_WRITTEN: Final = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D{0,2}(\d{1,2})\D?(?: 00:00:00)?")
_AMOUNT: Final = re.compile(r"-?\d[\d,]*(\.\d+)?([Ee][+-]?\d+)?")
_AS_SHOWN: Final = Context(prec=15)  # digits that Excel itself shows
_DATES: Final = ("_date",)
_AMOUNTS: Final = ("_qty", "_qty_ref", "_wt", "_value", "_price", "_amt", "i_comp_prpr")
_YES_NO: Final = {"producer_sert_flag": ("Y", "N"), "goods_item_flag": ("Y", "N")}
_FLAGS: Final = {"exhibit_flag", "third_party_inv_flag", "predict_flag"}
_WORDS: Final = {"是": 0, "否": 1}
_CHOICES: Final = {
    "需要申报,重新填写": "anew",
    "需要申报,内容和上次一样": "as_before",
    "不需要申报": "none",
}
_HS_DIGITS: Final = (6, 8, 10)
_HEADING: Final = 4  # digits
_DESTROYED: Final = re.compile(r"\d(\.\d+)?E\+\d+")


class Misread(ValueError):
    """A cell that no longer holds what was typed; the text is a sentence for the user."""


def value_of(column: Column, text: str) -> str:
    """Return a cell's text as its box keeps it; raises Misread for a number that Excel has cut."""
    name, told = str(column.path[-1]), text.strip()
    if not told:
        return ""
    for suffixes, read in _READERS:
        if name.endswith(suffixes):
            return read(told)
    if name == "hs_code":
        return _hs(told)
    if name == "choice":
        return _CHOICES.get(re.sub(r"\s", "", told.replace("，", ",")), told)
    if told in _WORDS:
        return _flag(name, told)
    if _DESTROYED.fullmatch(told):
        raise Misread(f"“{column.label}”的数字过长，已被Excel改写，请把该列设为文本后重新填写")
    return told


def _date(text: str) -> str:
    if _SERIAL.fullmatch(text):
        return (_EPOCH + timedelta(days=int(float(text)))).isoformat()
    found = _WRITTEN.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat() if found else text
    except ValueError:
        return text


def _amount(text: str) -> str:
    """Return a number without thousands' commas, and with the digits that Excel shows instead of those it stores."""
    if not _AMOUNT.fullmatch(text):
        return text
    try:
        told = _AS_SHOWN.plus(Decimal(text.replace(",", "")))
    except InvalidOperation:
        return text
    plain = text.replace(",", "")
    return plain if Decimal(plain) == told and "E" not in plain.upper() else f"{told.normalize():f}"


def _hs(text: str) -> str:
    """Return the digits, with the zero that Excel dropped where that makes a heading of the tariff of them."""
    digits = re.sub(r"[\s.]", "", text)
    whole = f"0{digits}"
    lost = len(whole) in _HS_DIGITS and masterdata.code("hs", whole[:_HEADING]) is not None
    return whole if lost else digits


def _flag(name: str, word: str) -> str:
    if name in _YES_NO:
        return _YES_NO[name][_WORDS[word]]
    return ("1", "0")[_WORDS[word]] if name in _FLAGS else word


_READERS: Final[tuple[tuple[tuple[str, ...], Callable[[str], str]], ...]] = ((_DATES, _date), (_AMOUNTS, _amount))
