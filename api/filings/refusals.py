"""The ways this slice says no."""

from collections.abc import Sequence

from api.filings.checking import Finding
from kit.refusals import Kind, Refusal


def unfit(findings: Sequence[Finding]) -> Refusal:
    """Refuse to declare a form with all that is wrong with it."""
    faults = [{"field": each.field, "label": each.label, "sentence": each.sentence} for each in findings]
    first = findings[0].sentence
    sentence = first if len(findings) == 1 else f"有{len(findings)}项填写不正确：{first}"
    return Refusal(Kind.INVALID, "invalid_form", sentence, faults=faults)


def not_editable(label: str) -> Refusal:
    """Refuse to change what the authority has before it or has decided."""
    sentence = f"该商品备案当前状态为“{label}”，不能修改；可以复制后重新备案。"
    return Refusal(Kind.CONFLICT, "not_editable", sentence, status=label)


def changed_meanwhile(revision: int) -> Refusal:
    """Refuse a save that would undo somebody else's."""
    sentence = "该商品备案已被他人修改，请刷新后再保存，您填写的内容不会丢失。"
    return Refusal(Kind.CONFLICT, "changed_meanwhile", sentence, revision=revision)


def no_area(code: str) -> Refusal:
    """Refuse a picker for an area that goods are not filed for."""
    return Refusal(Kind.INVALID, "area_unknown", f"没有代码为“{code[:8]}”的优惠区域，请从优惠区域中选择。")
