"""What must be right before a filing is declared: every fault at once, in the manual's words (FILE-03…16)."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from api import agreements, masterdata
from api.filings import areas
from api.filings.forms import AreaForm, FilingForm, MaterialForm

ECFA_ALONE: Final = "《海峡两岸经济合作框架协议》商品信息需单独备案，不能与其它优惠区域合并。"
NO_AREA: Final = "备案资料 至少应填写一条数据"
NO_MATERIAL: Final = "原材料、零部件 至少应填写一条数据"
HS_HINT: Final = "6、8、10位海关税则号"
MAKER_HINT: Final = "请用中文填写制造商的名称和地址，只做审批备注用，此信息并不会打印在证书中"
_HS: Final = re.compile(r"\d{6}(\d{2}(\d{2})?)?", re.ASCII)
_MATERIAL_HS: Final = re.compile(r"\d{4}(\d{2}(\d{2}(\d{2})?)?)?", re.ASCII)
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")


class Finding(NamedTuple):
    """Something about one box: an error stops the declaration, a warning is for the eye."""

    field: str
    label: str
    sentence: str
    severity: str = "error"


def check(form: FilingForm) -> list[Finding]:
    """Return all that is wrong or doubtful with a form, in the order of its boxes."""
    return [*_product(form), *_areas(form), *_materials(form)]


def _product(form: FilingForm) -> Iterator[Finding]:
    if not _HS.fullmatch(form.hs_code):
        yield Finding("hs_code", "商品HS编码", f"商品HS编码应为{HS_HINT}。")
    elif masterdata.code("hs", form.hs_code[:4]) is None:
        yield Finding("hs_code", "商品HS编码", f"税则表中没有品目{form.hs_code[:4]}，请核对。", "warning")
    if not form.name_en:
        yield Finding("name_en", "商品名称(英文)", "请填写商品名称(英文)。")
    elif _CHINESE.search(form.name_en):
        yield Finding("name_en", "商品名称(英文)", "商品名称(英文)请用英文填写。")
    if not form.name_zh:
        yield Finding("name_zh", "商品名称(中文)", "请填写商品名称(中文)。")
    if not _CHINESE.search(form.maker):
        yield Finding("maker", "生产厂商", f"{MAKER_HINT}。")


def _areas(form: FilingForm) -> Iterator[Finding]:
    if not form.areas:
        yield Finding("areas", "备案资料", NO_AREA)
    codes = [row.area for row in form.areas]
    if areas.ALONE in codes and len(set(codes)) > 1:
        yield Finding("areas", "优惠区域", ECFA_ALONE)
    for code, times in Counter(codes).items():
        if times > 1 and code:
            yield Finding("areas", "优惠区域", f"优惠区域“{areas.name(code)}”填写了{times}次，请只保留一条。")
    known = {each.code for each in areas.open_on()}
    for place, row in enumerate(form.areas):
        yield from _area(f"areas/{place}", row, known)


def _area(place: str, row: AreaForm, known: set[str]) -> Iterator[Finding]:
    if row.area not in known:
        told = f"没有代码为“{row.area}”的优惠区域，请重新选择。" if row.area else "请选择优惠区域。"
        yield Finding(f"{place}/area", "优惠区域", told)
        return
    if not row.type_code:
        yield Finding(f"{place}/type_code", "优惠类型代码", "请填写优惠类型代码。")
        return
    rule = agreements.find(areas.AUTHORITY, row.area, masterdata.today())
    if rule and rule.criteria and agreements.criteria.claimed(row.type_code, rule.criteria) is None:
        listed = "、".join(each.code for each in rule.criteria)
        told = f"{areas.name(row.area)}常用的优惠类型代码为{listed}，请核对。"
        yield Finding(f"{place}/type_code", "优惠类型代码", told, "warning")


def _materials(form: FilingForm) -> Iterator[Finding]:
    if not form.materials:
        yield Finding("materials", "原材料、零部件", NO_MATERIAL)
    for place, row in enumerate(form.materials):
        yield from _material(f"materials/{place}", row)


def _material(place: str, row: MaterialForm) -> Iterator[Finding]:
    if not _MATERIAL_HS.fullmatch(row.hs_code):
        yield Finding(f"{place}/hs_code", "HS编码", "原材料HS编码应为4、6、8、10位数字。")
    if not (row.name_zh or row.name_en):
        yield Finding(f"{place}/name_zh", "名称", "请填写原材料的中文或英文名称。")
    if not row.origin:
        yield Finding(f"{place}/origin", "原产国", "请选择原材料的原产国。")
    elif masterdata.code("country_ccpit", row.origin) is None:
        yield Finding(f"{place}/origin", "原产国", f"国别代码表中没有“{row.origin}”，请核对。", "warning")
    for name, label in (("quantity", "数量"), ("unit_price", "单价"), ("value", "价值")):
        if (written := getattr(row, name)) and not _is_amount(written):
            yield Finding(f"{place}/{name}", label, f"原材料{label}应为不小于0的数字。")


def _is_amount(written: str) -> bool:
    try:
        amount = Decimal(written)
    except InvalidOperation:
        return False
    return amount.is_finite() and amount >= 0
