"""The slots of 订阅 and 取消订阅: scope, kind, channel and number, in any order (ux.md §3.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from push.address import SMS, TELEGRAM, WECHAT
from subscriptions.topics import ENTERPRISE, EVERYTHING, PERSON

SCOPES: Final[Mapping[str, str]] = {"企业": ENTERPRISE, "个人": PERSON, "本人": PERSON}
CONTENTS: Final[Mapping[str, str]] = {
    "贸促会原产地证": "trade/origin/ccpit",
    "贸促会": "trade/origin/ccpit",
    "海关原产地证": "trade/origin/customs",
    "海关": "trade/origin/customs",
    "原产地证": "trade/origin",
    "许可证": "trade/licence",
    "报关单": "trade/declaration",
    "全部": EVERYTHING,
}
CHANNEL_WORDS: Final[Mapping[str, str]] = {WECHAT: "微信", SMS: "短信", TELEGRAM: "Telegram"}
CHANNEL_NAMES: Final[Mapping[str, str]] = {WECHAT: "微信公众号", SMS: "短信", TELEGRAM: "Telegram"}
_CHANNELS: Final = {
    spoken.upper(): channel for names in (CHANNEL_WORDS, CHANNEL_NAMES) for channel, spoken in names.items()
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for; `content` is None where no kind was named, `scope` and `number` are empty where none was."""

    channel: str
    scope: str = ""
    kind: str = ""
    content: str | None = None
    number: str = ""


def read(words: Sequence[str], channel: str) -> Asked:
    """Return the slots that the words fill; what is no scope, kind or channel is the number, however it is spaced."""
    scope, kind, number = "", "", ""
    for word in words:
        if word in SCOPES:
            scope = SCOPES[word]
        elif word in CONTENTS:
            kind = word
        elif word.upper() in _CHANNELS:
            channel = _CHANNELS[word.upper()]
        else:
            number += word
    return Asked(channel, scope, kind, CONTENTS.get(kind), number)
