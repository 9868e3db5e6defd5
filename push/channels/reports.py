"""Reading what providers post to /arrivals/{provider}: delivery reports, and what people answer."""

import hmac
from collections.abc import Callable, Mapping
from typing import Any, Final

from push.channels.report import Reply, Report, keys
from push.channels.sms import aliyun, kannel, tencent

ACKNOWLEDGED: Final[Mapping[str, dict[str, Any]]] = {
    "aliyun": {"code": 0, "msg": "成功"},
    "tencent": {"result": 0, "errmsg": "OK"},
}
"""What the answer's body must be so that the provider does not report again; Kannel is content with a 200."""

_Query = Mapping[str, str]
_REPORTS: Final[Mapping[str, Callable[[_Query, bytes], list[Report]]]] = {
    "aliyun": aliyun.reports,
    "kannel": kannel.reports,
    "tencent": tencent.reports,
}
_REPLIES: Final[Mapping[str, Callable[[_Query, bytes], list[Reply]]]] = {
    "aliyun": aliyun.replies,
    "kannel": kannel.replies,
    "tencent": tencent.replies,
}
_MALFORMED = (ValueError, KeyError, TypeError, AttributeError)


class Forged(Exception):
    """The caller does not know the key of the report address."""


class Unreadable(Exception):
    """The body is not what this provider sends."""


def parse(provider: str, query: _Query, body: bytes) -> list[Report]:
    """Return the final reports of one call, intermediate ones left out.

    Raises KeyError for a provider that posts none, Forged without the key, Unreadable for anything malformed.
    """
    read = _REPORTS[provider]
    _check_key(provider, query)
    try:
        return read(query, body)
    except _MALFORMED as fault:
        raise Unreadable(f"{provider}: {type(fault).__name__}") from None


def replies(provider: str, query: _Query, body: bytes) -> list[Reply]:
    """Return what people answered to short messages (TD, say); raises as `parse`."""
    read = _REPLIES[provider]
    _check_key(provider, query)
    try:
        return read(query, body)
    except _MALFORMED as fault:
        raise Unreadable(f"{provider}: {type(fault).__name__}") from None


def _check_key(provider: str, query: _Query) -> None:
    if not any(hmac.compare_digest(query.get("key", "").encode(), each.encode()) for each in keys(provider)):
        raise Forged(provider)


def of_template(msgid: str, status: str) -> Report:
    """Return the report that a TEMPLATESENDJOBFINISH event makes (wechat-and-bots.md §1.2)."""
    if status.strip() == "success":
        return Report("wechat", msgid, "delivered")
    return Report("wechat", msgid, "failed", status.partition(":")[2].strip() or status, status)
