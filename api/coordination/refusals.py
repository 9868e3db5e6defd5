"""The ways an application is refused, in the manual's words where it gives them."""

from collections.abc import Sequence
from typing import Final

from api.coordination.kind import WITHDRAWABLE
from kit.refusals import Kind, Refusal

SUBMITTED: Final = "申报成功"  # COORD-32
NOT_LINKED: Final = "提交失败，请进入证书申请系统进行关联操作"  # COORD-33
CERTIFICATE_WRONG: Final = "企业填写证书有误"  # COORD-34
_EDIT_IN: Final = "只有暂存、已撤回、海关接收失败、退回的协调单可以修改"


def unfit(faults: Sequence[dict[str, str]], *, submitting: bool) -> Refusal:
    """Refuse a form with all that is wrong with it; keeping one with empty boxes fails too (COORD-29)."""
    code, what = ("submit_failed", "提交失败") if submitting else ("save_failed", "暂存失败")
    sentence = f"{what}：{'；'.join(each['sentence'] for each in faults)}。"
    return Refusal(Kind.INVALID, code, sentence, faults=list(faults))


def not_linked(*, waiting: bool) -> Refusal:
    """Refuse a certificate and a declaration that do not belong together yet (COORD-35)."""
    next_step = "需要完成关联操作后再进行享惠受阻申请"
    why = "报关单号已补录，海关尚未接收" if waiting else "原产地证书号和出口报关单号未完成绑定关联操作"
    link = "/declarations/backfills"
    return Refusal(Kind.CONFLICT, "not_linked", NOT_LINKED, why=why, next_step=next_step, link=link)


def certificate_wrong() -> Refusal:
    """Refuse a certificate that was not issued to this enterprise (COORD-35)."""
    why, next_step = "证书号不是当前申请企业签发的证书", "需要联系签发企业进行相关的享惠受阻申请的操作"
    return Refusal(Kind.CONFLICT, "certificate_wrong", CERTIFICATE_WRONG, why=why, next_step=next_step)


def not_editable(label: str) -> Refusal:
    """Refuse to change what is in the customs' hands (COORD-39)."""
    sentence = f"该协调单现在是“{label}”，只允许查看。{_EDIT_IN}。"
    return Refusal(Kind.CONFLICT, "not_editable", sentence, status_label=label)


def not_removable(label: str) -> Refusal:
    """Refuse to delete what the customs know, or failed to take (COORD-41)."""
    sentence = f"该协调单现在是“{label}”，仅暂存、已撤回以及退回的状态可以删除。"
    return Refusal(Kind.CONFLICT, "not_removable", sentence, status_label=label)


def not_withdrawable(number: str, label: str) -> Refusal:
    """Refuse to withdraw what does not wait (COORD-42)."""
    sentence = f"不能撤回：{number} 现在是“{label}”，只有“待办”可以撤回。"
    return Refusal(Kind.CONFLICT, "not_withdrawable", sentence, status_label=label)


def too_late(number: str) -> Refusal:
    """Say that the customs took the application before the withdrawal."""
    sentence = "慢了一步：海关刚刚受理了这张协调单，已不能撤回。"
    return Refusal(Kind.CONFLICT, "withdrawn_too_late", sentence, number=number)


def require_withdrawable(number: str, status: str, label: str) -> None:
    """Raise withdrawn_too_late or not_withdrawable for what cannot be taken back as it stands."""
    if status == "accepted":
        raise too_late(number)
    if status not in WITHDRAWABLE:
        raise not_withdrawable(number, label)


def changed_meanwhile(number: str) -> Refusal:
    """Refuse what is no longer what was confirmed, though it waits again."""
    sentence = f"{number} 在您确认之前重新提交过，请重新发送「撤回协调单 {number}」。"
    return Refusal(Kind.CONFLICT, "changed_meanwhile", sentence, number=number)


def type_fixed() -> Refusal:
    """Refuse to turn an application into one of another type."""
    return Refusal(Kind.CONFLICT, "type_fixed", "协调单类型不能修改，请新建一张。")


def slot_taken(label: str) -> Refusal:
    """Refuse a second file in a slot."""
    return Refusal(Kind.CONFLICT, "slot_taken", f"“{label}”已有附件，请先删除再上传。")


def slot_empty(label: str) -> Refusal:
    """Refuse to empty a slot that holds nothing."""
    return Refusal(Kind.CONFLICT, "slot_empty", f"“{label}”没有附件。")


def purpose_wrong() -> Refusal:
    """Refuse a file that was uploaded for something else, under other limits."""
    return Refusal(Kind.INVALID, "purpose_wrong", "请在享惠受阻协调的附件信息里上传文件。")
