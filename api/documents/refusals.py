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
