"""The ways a second person's consent is refused, or missing."""

from collections.abc import Sequence
from typing import Final

from kit.refusals import Kind, Refusal, unknown

_DECIDED: Final = {
    "done": "已经同意并办理",
    "failed": "已经同意，但没有办成",
    "refused": "已经不同意",
    "cancelled": "申请人已经取消",
    "expired": "已经过期",
}


def no_such_act(names: Sequence[str]) -> Refusal:
    """Refuse a name that no act has."""
    return Refusal(Kind.INVALID, "no_such_act", f"可以要求第二人同意的事项：{'、'.join(names)}。")


def consent_wanted(act: str, label: str) -> Refusal:
    """Refuse to one person alone what the enterprise wants a second one to consent to."""
    sentence = f"贵企业要求“{label}”由第二人同意，请提交同意申请，管理员同意后自动办理。"
    return Refusal(Kind.CONFLICT, "consent_wanted", sentence, act=act, link="/api/v1/approvals")


def consent_not_wanted(label: str) -> Refusal:
    """Refuse to ask for a consent that nobody demands."""
    return Refusal(Kind.CONFLICT, "consent_not_wanted", f"贵企业没有要求“{label}”由第二人同意，可以直接办理。")


def nobody_to_ask(label: str) -> Refusal:
    """Refuse where the enterprise has nobody else who may consent."""
    sentence = f"贵企业要求“{label}”由第二人同意，但没有另一位管理员。请先在【我的操作员】里增加管理员。"
    return Refusal(Kind.CONFLICT, "nobody_to_ask", sentence)


def changed(number: str) -> Refusal:
    """Refuse what is no longer what was shown, though it could be done again."""
    return Refusal(Kind.CONFLICT, "changed_meanwhile", f"{number} 在您确认之前变动过，请重新核对。", number=number)


def asked_already(number: str, code: str) -> Refusal:
    """Refuse to ask twice about the same document."""
    sentence = f"{number} 已有待同意的申请（{code}），不用重复。"
    return Refusal(Kind.CONFLICT, "asked_already", sentence, request=code)


def too_many(most: int) -> Refusal:
    """Refuse more open requests than anybody would look through."""
    return Refusal(Kind.TOO_OFTEN, "too_many_open", f"待同意的申请已有 {most} 项，请先处理。")


def no_such_request() -> Refusal:
    """Say that there is no such request, in this enterprise."""
    return unknown("没有这项申请。", "no_such_request")


def managers_only() -> Refusal:
    """Refuse to decide to who is no 管理员."""
    return Refusal(Kind.FORBIDDEN, "managers_only", "只有企业管理员可以同意或不同意。")


def not_your_own() -> Refusal:
    """Refuse to let somebody consent to what they asked for themselves."""
    return Refusal(Kind.FORBIDDEN, "not_your_own", "自己的申请要由另一位管理员决定；要撤销请发“取消申请”。")


def requesters_only() -> Refusal:
    """Refuse to cancel to who did not ask."""
    return Refusal(Kind.FORBIDDEN, "requesters_only", "只有申请人可以取消申请。")


def decided(state: str, by: str) -> Refusal:
    """Say that it is over, how, and who decided."""
    who = f"（{by}）" if by else ""
    return Refusal(Kind.CONFLICT, "decided_already", f"这项申请{_DECIDED[state]}{who}，不用再处理。", state=state)
