"""The ways the certificate slice says no, in the manuals' words where they give any."""

from collections.abc import Sequence

from api.certificates.findings import Finding
from kit.refusals import Kind, Refusal

_INSTEAD = {"approved": "请办理改证重发。", "voided": "可以复制后重新申报。"}
LOCKED_GOODS = "基本信息暂存成功后才允许录入商品信息，录入或修改商品信息后，必须点击商品信息页面的【保存】按钮"


def basic_first() -> Refusal:
    """Refuse goods before the basic information was stored once (CO-47)."""
    return Refusal(Kind.CONFLICT, "basic_first", LOCKED_GOODS)


def not_editable(status: str, label: str) -> Refusal:
    """Refuse to change what the authority has before it or has decided, and say what may be done instead."""
    sentence = f"该证书当前状态为“{label}”，不能修改；{_INSTEAD.get(status, '请等待审核结果。')}"
    return Refusal(Kind.CONFLICT, "not_editable", sentence, status=label)


def changed_meanwhile(revision: int) -> Refusal:
    """Refuse a save that would undo somebody else's; what was typed stays with the one who typed it."""
    sentence = "该证书已被他人修改，请刷新后再保存，您填写的内容不会丢失。"
    return Refusal(Kind.CONFLICT, "changed_meanwhile", sentence, revision=revision)


def not_as_consented(number: str) -> Refusal:
    """Refuse to declare what was changed after somebody consented to it."""
    return Refusal(
        Kind.CONFLICT, "changed_meanwhile", f"{number} 在同意之前修改过，请重新提交同意申请。", number=number
    )


def not_declarable(number: str) -> Refusal:
    """Refuse to ask for consent to what is with the authority already."""
    return Refusal(Kind.CONFLICT, "not_declarable", f"{number} 已经申报或已结束，不能再申报。", number=number)


def too_many_lines(most: int) -> Refusal:
    """Refuse more lines than any certificate can hold."""
    return Refusal(Kind.INVALID, "too_many_lines", f"一份证书最多保存{most}项商品。", most=most)


def not_reissuable(label: str) -> Refusal:
    """Refuse 改证重发 of what was never issued."""
    sentence = f"只有审核通过的证书才能改证重发，该证书当前状态为“{label}”。"
    return Refusal(Kind.CONFLICT, "not_reissuable", sentence, status=label)


def reissue_open(number: str) -> Refusal:
    """Refuse a second 改证重发 while the first is under way."""
    sentence = f"该证书已有办理中的改证重发申请（{number}），请先完成或删除该申请。"
    return Refusal(Kind.CONFLICT, "reissue_open", sentence, number=number)


def unfit(findings: Sequence[Finding]) -> Refusal:
    """Refuse to declare what the check found wrong: every fault at once, each with its box and what to do."""
    sentence = f"申报前体检发现{len(findings)}处问题，请修改后再申报：{findings[0].sentence}"
    return Refusal(Kind.INVALID, "check_failed", sentence, faults=[each.fault() for each in findings])


def not_a_picture() -> Refusal:
    """Refuse a picture mark that is no picture."""
    return Refusal(Kind.INVALID, "not_a_picture", "图片唛头只能上传 PNG 或 JPG 图片。")


def no_route(missing: Sequence[str]) -> Refusal:
    """Refuse to generate a route from nothing (CO-36)."""
    sentence = f"请先填写{'、'.join(missing)}，再点击【生成】。"
    return Refusal(Kind.INVALID, "no_route", sentence, missing=list(missing))
