"""The ways this slice says no, each with its sentence."""

from datetime import datetime

from api.following.vocabulary import CHANNEL_HINTS
from kit.clock import in_shanghai
from kit.refusals import Kind, Refusal


def document_unknown() -> Refusal:
    """Return the one answer to a number that is foreign, mistyped or missing (T-2)."""
    return Refusal(Kind.UNKNOWN, "document_unknown", "没有查到这个业务单据编号，请核对后再试。")


def subscription_unknown() -> Refusal:
    """Return the answer to a subscription that is missing, or somebody else's."""
    return Refusal(Kind.UNKNOWN, "subscription_unknown", "没有找到这条订阅。")


def channel_not_bound(channel: str) -> Refusal:
    """Return what is to be done before a channel can be chosen (PUSH-08)."""
    return Refusal(Kind.CONFLICT, "channel_not_bound", CHANNEL_HINTS[channel], channel=channel)


def no_channel() -> Refusal:
    """Return the answer to a wish without a channel, or with one that cannot be chosen."""
    return Refusal(Kind.INVALID, "no_channel", "请选择推送方式。")


def no_content() -> Refusal:
    """Return the answer to a wish without a content, or with one that the tree does not have."""
    return Refusal(Kind.INVALID, "no_content", "请选择订阅内容。")


def ends_before_it_begins(begins: datetime) -> Refusal:
    """Return the answer to a validity that is over before it starts."""
    spoken = in_shanghai(begins).strftime("%Y-%m-%d %H:%M")
    return Refusal(Kind.INVALID, "ends_before_it_begins", f"有效期不能在开始时间 {spoken} 之前结束。")


def subscription_expired() -> Refusal:
    """Return the answer to restoring what has run out."""
    return Refusal(Kind.CONFLICT, "subscription_expired", "订阅已过有效期，请重新订阅。")


def nothing_muted() -> Refusal:
    """Return the answer to ending a 免打扰 that was never set."""
    return Refusal(Kind.CONFLICT, "nothing_muted", "这份单据没有设置免打扰。")


def no_length() -> Refusal:
    """Return the answer to quiet hours that end when they begin."""
    return Refusal(Kind.INVALID, "quiet_hours_empty", "免打扰的开始时间和结束时间不能相同。")
