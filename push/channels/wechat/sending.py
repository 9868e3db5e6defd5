"""Template messages by `message/template/send` with `client_msg_id`: the same parcel sent twice arrives once (§2)."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from kit import logs
from push.channels.outcome import NotAccepted, Parcel, Ticket, TryLater, Unreachable
from push.channels.wechat import account, api, fields, notices, platform, templates
from push.channels.wechat.account import Account
from push.channels.wechat.templates import Data

_LOG = logs.get("push.wechat")
_FIELD = re.compile(r"data\.(\w+)\.value")
_NOT_FOLLOWING = "43004"
_PATH = "/cgi-bin/message/template/send"
_ASK_AGAIN = timedelta(minutes=5)


async def prepare() -> None:
    """Wait for the account's token, be it that another process is fetching it; raises as `send`."""
    await account.current().tokens.get()


async def send(parcel: Parcel) -> Ticket:
    """Send the parcel as a template message, or as 订阅通知; raises Unreachable, TryLater or Ambiguous.

    订阅通知 is for messages that the account has no template for, and for readers who consented and do not follow.
    """
    ours = account.current()
    try:
        template = templates.choose(parcel.message.kind, ours.settings.wechat_templates)
    except templates.NoTemplate as fault:
        if ticket := await notices.send(parcel):
            return ticket
        raise _no_way(parcel, fault) from None
    data = templates.fill(template, parcel.message, parcel.why)
    answer = await _post(ours, parcel, template.id, data)
    if answer["errcode"] == 0:
        return Ticket(platform.PROVIDER, str(answer.get("msgid", "")))
    if platform.reaction_to(answer).kind == "format" and (plainer := _tightened(data, answer)):
        answer = await _post(ours, parcel, template.id, plainer)
    if platform.code_of(answer) == _NOT_FOLLOWING and (ticket := await notices.send(parcel)):
        return ticket
    return await _ticket(ours, parcel, answer)


def _no_way(parcel: Parcel, fault: templates.NoTemplate) -> Unreachable:
    """Say what is missing: the reader's consent, or, which is the operator's affair, a template."""
    if notices.offered(parcel.message.kind):
        return Unreachable("no_consent", "没有对订阅通知的同意", provider=platform.PROVIDER)
    return Unreachable("no_template", str(fault), alarm=True, provider=platform.PROVIDER)


async def _post(ours: Account, parcel: Parcel, template_id: str, data: Data) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "touser": parcel.address.value,
        "template_id": template_id,
        "client_msg_id": parcel.key,
        "data": data,
    }
    if link := parcel.message.link:
        payload["url"] = ours.link(link)
    return await api.post(ours, _PATH, payload)


def _tightened(data: Data, answer: Mapping[str, Any]) -> Data | None:
    """Return the data with the refused field said more plainly, or None when that changes nothing."""
    found = _FIELD.search(str(answer.get("errmsg", "")))
    name = found[1] if found else ""
    if name not in data:
        return None
    plainer = fields.tighten(name, data[name]["value"])
    _LOG.warning("field refused", field=name, changed=plainer != data[name]["value"])
    return {**data, name: {"value": plainer}} if plainer != data[name]["value"] else None


async def _ticket(ours: Account, parcel: Parcel, answer: Mapping[str, Any]) -> Ticket:
    fault = platform.refusal(answer)
    if fault is None:
        return Ticket(platform.PROVIDER, str(answer.get("msgid", "")))
    if platform.reaction_to(answer).kind == "openid":
        raise await _about(ours, parcel.address.value, fault)
    raise fault


async def _about(ours: Account, openid: str, fault: NotAccepted) -> NotAccepted:
    """Ask the platform before believing 40003: it has been seen for people who follow."""
    try:
        answer = await api.get(ours, "/cgi-bin/user/info", expects="subscribe", openid=openid)
    except NotAccepted:
        return TryLater(fault.code, fault.text, scope="address", retry_after=_ASK_AGAIN, provider=platform.PROVIDER)
    gone = answer.get("subscribe") != 1
    return Unreachable(fault.code, fault.text, address_gone=gone, alarm=not gone, provider=platform.PROVIDER)
