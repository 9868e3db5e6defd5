"""The ways this slice says no."""

from collections.abc import Sequence

from kit.refusals import Kind, Refusal, unknown


def unfit(faults: Sequence[dict[str, str]]) -> Refusal:
    """Refuse a form with all that is wrong with it, box by box."""
    sentence = faults[0]["sentence"] if len(faults) == 1 else f"有{len(faults)}项填写不正确：{faults[0]['sentence']}"
    return Refusal(Kind.INVALID, "invalid_form", sentence, faults=list(faults))


def code_taken(label: str, code: str) -> Refusal:
    """Refuse a second record of the same code."""
    return Refusal(Kind.CONFLICT, "code_taken", f"{label}{code}已存在，请换一个编码。", taken=code)


def no_table() -> Refusal:
    """Refuse a code table that does not exist."""
    return unknown("没有这张代码表。", "table_unknown")
