"""What WeChat tells without anybody waiting for words: what became of messages, and who consents to 订阅通知 (§1.2)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from bot import inbox
from bot.hearing import Heard, Kind
from bot.inbox import Standing
from bot.wechat_body import text
from bot.wechat_hearing import Push, identity
from kit import logs
from push import arrivals
from push.address import WECHAT, Address
from push.channels import reports
from push.channels.wechat import consents

_LOG = logs.get("bot.wechat")
_PAUSES: Final = (0.0, 0.5, 1.5)  # seconds before each try; WeChat waits five
_MOST: Final = 10  # templates of one event; the popup shows three


async def take(push: Push) -> None:
    """Take an event; what the database fails thrice is told nothing and logged: nobody asked for an answer."""
    for pause in _PAUSES:
        await asyncio.sleep(pause)
        try:
            await SILENT[push.event](push)
        except Exception as error:  # noqa: BLE001 — the phone must not show a fault for what nobody asked
            _LOG.error("event not taken", kind=push.event, error=type(error).__name__, exc_info=error)
        else:
            return


async def _template_sent(push: Push) -> None:
    await arrivals.take([reports.of_template(push["MsgID"], push["Status"])])


async def _consented(push: Push) -> None:
    """Somebody answered the popup, or took a consent back on the manager page; pushed again it counts once."""
    heard = Heard(Address(WECHAT, push["FromUserName"]), Kind.MEDIA, identity(push))
    rows = _rows(push)
    if not rows or await inbox.take(heard) is not Standing.OURS:
        return
    for row in rows:
        accepted = text(row, "SubscribeStatusString") == "accept"
        await (consents.granted if accepted else consents.refused)(push["FromUserName"], text(row, "TemplateId"))
    await inbox.settle(heard, "")


async def _notice_sent(push: Push) -> None:
    for row in _rows(push):
        told = (text(row, "TemplateId"), text(row, "ErrorCode"), text(row, "ErrorStatus"))
        heard = Heard(Address(WECHAT, push["FromUserName"]), Kind.MEDIA, f"notice {text(row, 'MsgID')}")
        if await inbox.take(heard) is not Standing.OURS:
            continue
        if report := await consents.report_of(push["FromUserName"], *told):
            await arrivals.take([report])
        await inbox.settle(heard, "")


def _rows(push: Push) -> Sequence[Mapping[str, Any]]:
    """Return the rows of the event: in XML one `List` or many inside an element of its own, in JSON at the top."""
    inner = next((push.fields[name] for name in _ELEMENTS if isinstance(push.fields.get(name), dict)), push.fields)
    found = inner.get("List", [])
    rows = found if isinstance(found, list) else [found]
    return [row for row in rows if isinstance(row, dict)][:_MOST]


_ELEMENTS: Final = ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent")
SILENT: Final[Mapping[str, Callable[[Push], Awaitable[None]]]] = {
    "templatesendjobfinish": _template_sent,
    "subscribe_msg_popup_event": _consented,
    "subscribe_msg_change_event": _consented,
    "subscribe_msg_sent_event": _notice_sent,
}
