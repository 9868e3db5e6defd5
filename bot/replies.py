"""What the bot says, in no channel's dialect: `<订阅>` in a text is something to tap; each channel renders it its way.

A tap sends its words as the user would type them, so each has its typed equivalent. `<订阅企业|订阅 企业>` shows the
first words and sends the second.
"""

import html
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

_TAP = re.compile(r"<([^<>|\n]{1,30})(?:\|([^<>|\n]{1,300}))?>")
_SENDABLE = re.compile(r'[^<>|\n&"]{1,300}')  # what a link can carry
_MARKS = str.maketrans({"<": "＜", ">": "＞"})
_WECHAT_LIMIT = 2048  # bytes of one text (ux.md §3.1)
_TELEGRAM_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; an empty text means that nothing is said.

    `keys` can be tapped where a channel has buttons, and stand in no text. `pictures` draw, as PNG, what a channel with
    pictures shows after the text; each is drawn when it is sent.
    """

    text: str = ""
    keys: tuple["Tap", ...] = ()
    pictures: tuple[Callable[[], Awaitable[bytes]], ...] = field(default=(), compare=False, repr=False)

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Tap:
    """Something to tap: what is shown, and what it sends."""

    label: str
    words: str


NOTHING = Reply()


def quoted(text: str) -> str:
    """Return somebody's words fit to stand inside a reply: nothing in them becomes a tap."""
    return text.translate(_MARKS)


def taps(reply: Reply) -> list[Tap]:
    """Return what can be tapped, in reading order."""
    return [_tap(match) for match in _TAP.finditer(reply.text)]


def buttons(reply: Reply) -> list[Tap]:
    """Return what can be tapped as buttons, each once."""
    found = {tap.label: tap.words for tap in (*taps(reply), *reply.keys)}
    return [Tap(label, words) for label, words in found.items()]


def written_out(reply: Reply, lines: Mapping[str, str]) -> Reply:
    """Return the reply with taps that send the whole lines for which short answers stand now.

    A tap then keeps its meaning when the talk has moved on: an old 是 never answers a newer question.
    """

    def whole(match: re.Match[str]) -> str:
        tap = _tap(match)
        line = lines.get(tap.words, tap.words)
        return f"<{tap.label}|{line}>" if line != tap.words and _SENDABLE.fullmatch(line) else match[0]

    return replace(reply, text=_TAP.sub(whole, reply.text))


def as_typed(reply: Reply) -> str:
    """Return the reply where nothing can be tapped: the words to type stand in 「」."""
    return _TAP.sub(lambda match: _typed(_tap(match)), reply.text)


def _typed(tap: Tap) -> str:
    """Return a number as it stands in its list: it is enough to type that."""
    return tap.label if tap.label.isdigit() else f"「{tap.words}」"


def for_wechat(reply: Reply) -> str:
    """Return the reply with WeChat's tap-to-send links; too long for that, with words to type, cut to the limit."""
    numbers = iter(range(1, 1000))
    linked = _TAP.sub(lambda match: _wechat_link(_tap(match), next(numbers)), reply.text)
    return linked if len(linked.encode()) <= _WECHAT_LIMIT else _cut(as_typed(reply))


def _wechat_link(tap: Tap, number: int) -> str:
    return f'<a href="weixin://bizmsgmenu?msgmenucontent={tap.words}&msgmenuid={number}">{tap.label}</a>'


def _cut(text: str) -> str:
    raw = text.encode()
    if len(raw) <= _WECHAT_LIMIT:
        return text
    return raw[: _WECHAT_LIMIT - len("…".encode())].decode(errors="ignore") + "…"


def for_telegram(reply: Reply) -> str:
    """Return the reply for Telegram in HTML; taps stay readable, buttons repeat them."""
    plain = _TAP.sub(lambda match: _plain(_tap(match)), reply.text)
    short = plain if len(plain) <= _TELEGRAM_LIMIT else plain[: _TELEGRAM_LIMIT - 1] + "…"
    return html.escape(short, quote=False)


def _plain(tap: Tap) -> str:
    return tap.label if tap.label.isdigit() else f"【{tap.label}】"


def _tap(match: re.Match[str]) -> Tap:
    return Tap(match[1], match[2] or match[1])
