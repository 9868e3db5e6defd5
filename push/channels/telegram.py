"""Telegram by the Bot API, for sending only; the conversation and its heavy library live in another process.

Telegram has no idempotency key: whatever leaves room for doubt is Ambiguous and is not sent again (§2).
"""

from datetime import timedelta
from typing import Any

import orjson

from kit import http, logs, masking, settings
from push.channels import wire
from push.channels.outcome import Ambiguous, NotAccepted, Parcel, Ticket, TryLater, Unreachable
from push.message import Message
from push.settings import ChannelSettings

PROVIDER = "telegram"
_LOG = logs.get("push.telegram")
_LONGEST = 4096
_BAD_REQUEST, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _TOO_MANY, _SERVER = 400, 401, 403, 404, 429, 500
_NO_SUCH_CHAT = (
    "chat not found",
    "user is deactivated",
    "peer_id_invalid",
    "group chat was upgraded",
    "bot was kicked",
)


async def send(parcel: Parcel) -> Ticket:
    """Send the parcel as a text; raises Unreachable, TryLater or Ambiguous."""
    read = settings.load(ChannelSettings)
    token = read.telegram_token.get_secret_value()
    if not token:
        raise Unreachable("off", "HUIZHI_TELEGRAM_TOKEN is not set", provider=PROVIDER)
    link = parcel.message.link
    if link.startswith("/"):
        link = read.public_url.rstrip("/") + link
    payload = {
        "chat_id": parcel.address.value,
        "text": words(parcel.message, parcel.why, link),
        "link_preview_options": {"is_disabled": True},
    }
    url = f"{read.telegram_api_base.rstrip('/')}/bot{token}/sendMessage"
    return _ticket(await wire.exchange(PROVIDER, "POST", url, body=orjson.dumps(payload)))


def words(message: Message, why: str, link: str) -> str:
    """Return the message as plain text: title, one line a fact, what to do next, where, and why it came."""
    facts = [f"{fact.label}：{fact.value}" for fact in message.facts]
    text = "\n".join(filter(None, [message.title, *facts, message.remark, link, why]))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _ticket(response: http.Response) -> Ticket:
    answer = wire.own_words(PROVIDER, response, "ok")
    if response.status >= _SERVER:
        raise Ambiguous(f"HTTP {response.status}", code=f"http_{response.status}", provider=PROVIDER)
    if answer["ok"] is True:
        return Ticket(PROVIDER, str(answer["result"]["message_id"]), settled=True)
    fault = _refusal(answer)
    _LOG.warning("refused", code=fault.code, said=fault.text)
    raise fault


def _refusal(answer: dict[str, Any]) -> NotAccepted:
    code, said = int(answer.get("error_code", 0)), masking.scrub(str(answer.get("description", "")))
    if code == _TOO_MANY:
        pause = timedelta(seconds=int(answer.get("parameters", {}).get("retry_after", 1)))
        return TryLater("429", said, retry_after=pause, scope="channel", provider=PROVIDER)
    if code in {_UNAUTHORIZED, _NOT_FOUND}:  # of a whole bot, not of a chat: the token is wrong or was revoked
        wait = timedelta(minutes=10)
        return TryLater(str(code), said, retry_after=wait, scope="channel", alarm=True, provider=PROVIDER)
    gone = code == _FORBIDDEN or (code == _BAD_REQUEST and any(words in said.lower() for words in _NO_SUCH_CHAT))
    return Unreachable(str(code), said, address_gone=gone, alarm=not gone, provider=PROVIDER)
