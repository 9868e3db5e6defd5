"""The ways the register says no."""

from api.documents.lifecycle import Lifecycle
from kit.refusals import Kind, Refusal


def illegal(lifecycle: Lifecycle, status: str, step: str) -> Refusal:
    """Refuse a step that the table does not hold, naming where the document stands."""
    label, wish = lifecycle.status_label(status), lifecycle.step_label(step)
    sentence = f"该{lifecycle.noun}当前状态为“{label}”，不能办理“{wish}”。"
    return Refusal(Kind.CONFLICT, "illegal_step", sentence, status=status, step=step)


def not_in_scope() -> Refusal:
    """Refuse a machine whose token may not read."""
    return Refusal(Kind.FORBIDDEN, "scope", "此令牌没有查询单证的权限。")


def number_taken(number: str) -> Refusal:
    """Refuse a number that another document of the kind already has."""
    return Refusal(Kind.CONFLICT, "number_taken", f"编号{number}已经登记过，请核对。", number=number)


def machines_only_read() -> Refusal:
    """Refuse a machine's token where a document is to be written: that takes a person."""
    return Refusal(Kind.FORBIDDEN, "out_of_scope", "该令牌没有此项权限。", scope="write")


def not_by_hand() -> Refusal:
    """Refuse to tick off what is done only when it is done."""
    return Refusal(Kind.CONFLICT, "not_by_hand", "这项待办办完后自动消失，不能手工勾销。")
