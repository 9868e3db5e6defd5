"""The ways the exchange says no."""

from kit.refusals import Kind, Refusal, unknown


def unknown_message() -> Refusal:
    """Return the one answer to a message that is missing or another enterprise's."""
    return unknown("没有这条发送记录。", "message_not_found")


def unknown_receipt() -> Refusal:
    """Return the one answer to a receipt that is missing or not set aside any more."""
    return unknown("没有这份待处理的回执。", "receipt_not_found")


def not_failed() -> Refusal:
    """Say that only what has failed is sent again."""
    return Refusal(Kind.CONFLICT, "not_failed", "只有发送失败的报文可以重新发送。")
