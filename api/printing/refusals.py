"""The ways a print, or an answer to one, is refused."""

from api.printing.vocabulary import REASONS, State
from kit.refusals import Kind, Refusal


def not_printable(label: str) -> Refusal:
    """Refuse a certificate that is not approved."""
    return Refusal(
        Kind.CONFLICT, "not_printable", f"只有审核通过的证书才能打印，它现在是“{label}”。", status_label=label
    )


def confirm_first(number: str) -> Refusal:
    """Refuse a second original while nobody has said whether the first one came out."""
    sentence = f"请先确认证书（{number}）上一次是否已打印成功，再重新打印。"
    return Refusal(Kind.CONFLICT, "confirm_first", sentence, number=number)


def answered_already(state: State) -> Refusal:
    """Refuse another answer than the one that was given."""
    sentence = f"这次打印已经确认过了，结果是“{state.label}”。"
    return Refusal(Kind.CONFLICT, "answered_already", sentence, state=state.value)


def not_failed() -> Refusal:
    """Refuse the reason of a failure where there was none."""
    return Refusal(Kind.CONFLICT, "not_failed", "只有打印异常才需要选择原因。")


def unknown_reason() -> Refusal:
    """Refuse a reason that is none of the four."""
    fault = {"field": "reason", "label": "异常申请原因", "sentence": f"请从{'、'.join(REASONS)}中选择。"}
    return Refusal(Kind.INVALID, "unknown_reason", fault["sentence"], faults=[fault])
