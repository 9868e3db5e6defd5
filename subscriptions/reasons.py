"""Why a follower was not sent to: codes that rows carry, and their sentences."""

from typing import Final

MUTED: Final = "muted"
NO_RIGHT: Final = "no_right"
NO_ADDRESS: Final = "no_address"
NOT_YET_VALID: Final = "not_yet_valid"
EXPIRED: Final = "expired"
UNSUBSCRIBED: Final = "unsubscribed"
REGROUPED: Final = "regrouped"
NOT_FOR_SMS: Final = "not_for_sms"
NOT_IMPORTANT: Final = "not_important"
SETTLED: Final = "settled"
DECLINED: Final = "declined"

SENTENCES: Final = {
    MUTED: "已设置免打扰",
    NO_RIGHT: "没有查看这份单据的权限",
    NO_ADDRESS: "推送方式没有绑定，或已失效",
    NOT_YET_VALID: "订阅在这条回执之后才生效",
    EXPIRED: "订阅已过有效期",
    UNSUBSCRIBED: "订阅已取消",
    NOT_FOR_SMS: "进展类状态不发短信，只发结果和需要处理的事项",
    NOT_IMPORTANT: "已设置只收重要的，进展类状态不推送",
    SETTLED: "事项已经办理，不再提醒",
    DECLINED: "已在“提醒”中关闭这类提醒",
    REGROUPED: "合并消息中有订阅已变更，已重新合并",
}


def sentence(code: str) -> str:
    """Return the reason as people read it; a code of another room is shown as it stands."""
    return SENTENCES.get(code, code)
