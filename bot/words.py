"""The words that every command shares: signs of statuses (ux.md §3.4), names that depend on the region, excuses."""

import re
from typing import Final

from api import regions

SIGNS: Final = {
    "unseen": "🟡",
    "draft": "📝",
    "draft_failed": "🔴",
    "declared": "🟡",
    "received": "🟡",
    "pending": "🟡",
    "held": "🟡",
    "inspection": "🟡",
    "tax_due": "🟡",
    "returned": "🔴",
    "failed": "🔴",
    "refused": "🔴",
    "accepted": "🟢",
    "approved": "🟢",
    "examined": "🟢",
    "released": "🟢",
    "closed": "🟢",
    "voided": "⚫",
    "deleted": "⚫",
    "cancelled": "⚫",
    "removed": "⚫",
    "superseded": "⚫",
    "submitted": "🟡",
    "running": "🟡",
    "partly": "🟡",
    "success": "🟢",
    "completed": "🟢",
    "withdrawn": "↩️",
}
_OTHERWISE: Final = {("coordination", "accepted"): "🟡"}  # 处理中: taken, and not yet decided
_NEARLY_A_NUMBER: Final = re.compile(r"[A-Za-z]{1,2}[0-9A-Za-z]{5,24}")

LATER: Final = "正在查询,稍后回复"
BUSY: Final = "上一条消息还在处理，请稍候再发。"
UNBOUND: Final = "请先绑定账号才能查询。<绑定>"
TEXT_ONLY: Final = "暂时只认文字和扫码。请发证书号，或看<帮助>。"
CANCELLED: Final = "好的，已取消。"
NOTHING_TO_CANCEL: Final = "「{}」没有在等您回答，不用取消。"
NOT_UNDERSTOOD: Final = "❓ 没看懂。发证书号可以查结果，或看<帮助>。"
PERHAPS: Final = "❓ 没看懂。您是不是要：{}　不是的话发证书号可以查结果，或看<帮助>。"
NO_MORE: Final = "没有下一页了。"
NOT_ALLOWED: Final = "🚫 您在这家企业没有办理此项业务的权限。"
STILL_NOT_UNDERSTOOD: Final = "连续两次没看懂：回复<客服>转人工电话。"
NO_NUMBER_THERE: Final = "❓ 这个码里没有证书号。请扫证书上的二维码或条码，或直接发证书号。"
BINDING_CODE: Final = "❓ 这是绑定账号的二维码。请用微信首页的【扫一扫】来扫。"
NO_SUCH_NUMBER: Final = "❓「{}」不像证书号。示例 E261026902330183（字母+2位年份+9位企业编码+4位流水号）。"


def sign(kind: str, status: str) -> str:
    """Return the sign of a status of that kind of document (ux.md §3.4)."""
    return _OTHERWISE.get((kind, status)) or SIGNS[status]


def service() -> str:
    """Return what the account is called in this region."""
    return regions.here().service


def hotline() -> str:
    """Return the telephone number of the region's service."""
    return regions.here().spoken_hotline


def is_nearly_a_number(word: str) -> bool:
    """Tell whether a word looks like a certificate number that somebody mistyped."""
    return bool(_NEARLY_A_NUMBER.fullmatch(word)) and any(each.isdigit() for each in word)


def fault(trace_id: str) -> str:
    """Return the excuse for a fault of ours; its code finds the trace in the logs."""
    return f"系统忙，没有办成。请稍后再试；问题编号 {trace_id[-6:].upper()}（报给客服即可）。"
