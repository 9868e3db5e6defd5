"""The ways this slice says no."""

from kit.refusals import Kind, Refusal


def unknown_delivery() -> Refusal:
    """Return the answer to a missing delivery, and to one that is somebody else's."""
    return Refusal(Kind.UNKNOWN, "delivery_unknown", "没有找到这条推送记录。")


def nothing_to_replay() -> Refusal:
    """Return the answer to sending again what was not given up."""
    return Refusal(Kind.CONFLICT, "not_given_up", "这条推送没有失败，不需要重新发送。")


def unknown_provider() -> Refusal:
    """Return the answer to a report from a provider that we do not have."""
    return Refusal(Kind.UNKNOWN, "provider_unknown", "没有这个短信服务商。")


def forged_report() -> Refusal:
    """Return the answer to a report without the key of its address."""
    return Refusal(Kind.FORBIDDEN, "report_forged", "回执地址的密钥不正确。")


def unreadable_report() -> Refusal:
    """Return the answer to a report that is not what its provider sends."""
    return Refusal(Kind.INVALID, "report_unreadable", "无法读取回执内容。")
