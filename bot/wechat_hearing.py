"""From WeChat's request to what was heard: mode, seal, account and fields (wechat-and-bots.md §1.1–1.4)."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot import wechat_body, wechat_envelope
from bot.hearing import Heard, Kind
from bot.settings import BotSettings
from bot.wechat_body import Malformed, text
from bot.wechat_envelope import Forged, Seal
from push.address import WECHAT, Address

_OPENID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")
_MSGID: Final = re.compile(r"[0-9]{1,20}")
_SECONDS: Final = re.compile(r"[0-9]{1,12}")
_MEDIA: Final = frozenset({"image", "voice", "video", "shortvideo", "location", "link"})
_SCENE_PREFIX: Final = "qrscene_"


@dataclass(frozen=True, slots=True)
class Push:
    """One push, opened: `key` closes the reply ('' in plain mode), `signature` is good for this push alone."""

    fields: Mapping[str, Any] = field(repr=False)
    key: str = field(repr=False)
    nonce: str
    signature: str

    def __getitem__(self, name: str) -> str:
        """Return a field as text, or nothing."""
        return text(self.fields, name)

    @property
    def event(self) -> str:
        """Return the event's name in lower case, or nothing for a message."""
        return self["Event"].lower() if self["MsgType"].lower() == "event" else ""


def seal_of(settings: BotSettings) -> Seal:
    """Return the callback's secrets."""
    return Seal(settings.wechat_token.get_secret_value(), settings.wechat_app_id, settings.keys())


def is_probe(body: Mapping[str, Any]) -> bool:
    """Tell whether a co-hosting platform only asks whether we are there; it signs nothing and says nothing."""
    return text(body, "action") == "CheckContainerPath" and not text(body, "MsgType")


def opened(settings: BotSettings, query: Mapping[str, str], body: Mapping[str, Any]) -> Push:
    """Return the push that really came from WeChat for our account; raises `Forged` or `Malformed`.

    In safe and compatible mode only what was encrypted counts (W-1): the plain half of a compatible body is not signed.
    """
    push = _plain(settings, query, body) if settings.wechat_mode == "plain" else _decrypted(settings, query, body)
    ours = {push["ToUserName"], settings.wechat_original_id or push["ToUserName"]}
    ours |= {text(body, "ToUserName")} if text(body, "ToUserName") else set()
    if len(ours) > 1:
        raise Forged("another account")
    if not _OPENID.fullmatch(push["FromUserName"]) or not _SECONDS.fullmatch(push["CreateTime"]):
        raise Malformed("no sender, or no time")
    return push


def _plain(settings: BotSettings, query: Mapping[str, str], body: Mapping[str, Any]) -> Push:
    given = query.get("signature", "")
    wechat_envelope.check(seal_of(settings), query, given)
    return Push(body, "", query["nonce"], given)


def _decrypted(settings: BotSettings, query: Mapping[str, str], body: Mapping[str, Any]) -> Push:
    if query.get("encrypt_type") != "aes":
        raise Forged("not encrypted")
    seal, given, encrypted = seal_of(settings), query.get("msg_signature", ""), text(body, "Encrypt")
    wechat_envelope.check(seal, query, given, encrypted)
    found = wechat_envelope.unseal(seal, encrypted)
    return Push(wechat_body.read(found.text.encode()), found.key, query["nonce"], given)


def heard(push: Push) -> Heard | None:
    """Return what somebody did, in no channel's dialect; None for what needs no answer."""
    found = _of_event(push) if push.event else _of_message(push)
    if found is None:
        return None
    kind, words = found
    return Heard(Address(WECHAT, push["FromUserName"]), kind, identity(push), words)


def _of_message(push: Push) -> tuple[Kind, str] | None:
    if push["MsgType"].lower() == "text":
        return Kind.LINE, push["Content"]
    return (Kind.MEDIA, "") if push["MsgType"].lower() in _MEDIA else None


def _of_event(push: Push) -> tuple[Kind, str] | None:
    key = push["EventKey"]
    match push.event:
        case "subscribe":
            return Kind.CAME, key.removeprefix(_SCENE_PREFIX) if key.startswith(_SCENE_PREFIX) else ""
        case "scan":
            return Kind.SCANNED, key
        case "unsubscribe":
            return Kind.LEFT, ""
        case "click":
            return Kind.LINE, key
        case "scancode_waitmsg":
            return Kind.READ, _scanned(push)
    return None


def _scanned(push: Push) -> str:
    found = push.fields.get("ScanCodeInfo")
    return text(found, "ScanResult") if isinstance(found, dict) else ""


def identity(push: Push) -> str:
    """Return what a push and its repetitions share (§1.4): events have no MsgId, and two may share a second."""
    if _MSGID.fullmatch(push["MsgId"]):
        return push["MsgId"]
    parts = (push["FromUserName"], push["CreateTime"], push["MsgType"], push.event, push["EventKey"])
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
