"""What the Bot API checks in a text and in a keyboard before it accepts them."""

import json
from html.parser import HTMLParser
from typing import Any

from sandbox.telegram.errors import bad

TEXT, CAPTION, CALLBACK, TOAST, BUTTONS = 4096, 1024, 64, 200, 100
TAGS = frozenset(
    {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "a", "code", "pre", "blockquote"}
)


class _Reader(HTMLParser):
    """Telegram's small HTML: known tags, closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the parser's own signature
        """Refuse a tag that Telegram does not know."""
        if tag not in TAGS:
            raise bad(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {self.getpos()[1]}')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Refuse a tag closed out of order."""
        if not self.open or self.open.pop() != tag:
            raise bad(f"can't parse entities: Unmatched end tag at byte offset {self.getpos()[1]}")

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.text.append(data)


def checked_text(given: dict[str, Any], name: str = "text", most: int = TEXT) -> str:
    """Extract the plain text of a message; BotError for empty, too long or unparsable ones."""
    text = str(given.get(name) or "")
    if given.get("parse_mode") == "HTML":
        reader = _Reader()
        reader.feed(text)
        reader.close()
        if reader.open:
            raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{reader.open[-1]}\"")
        text = "".join(reader.text)
    if not text.strip() and name == "text":
        raise bad("message text is empty")
    if len(text.encode("utf-16-le")) // 2 > most:
        raise bad("message is too long" if name == "text" else "message caption is too long")
    return text


def checked_keyboard(given: dict[str, Any]) -> dict[str, Any]:
    """Read the reply_markup; BotError for buttons that Telegram refuses."""
    markup = decoded(given.get("reply_markup"))
    if markup is None:
        return {}
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if sum(map(len, rows)) > BUTTONS:
        raise bad("reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)
    return markup


def decoded(value: Any) -> Any:
    """Nested objects arrive as JSON texts in forms, as they are in JSON bodies."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad("can't parse JSON object") from None


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not str(button.get("text") or "").strip():
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= CALLBACK:
        raise bad("BUTTON_DATA_INVALID")
    if len(set(button) - {"text"}) != 1:
        raise bad("can't parse inline keyboard button: exactly one of the optional fields must be used")
    if "url" in button and not str(button["url"]).startswith(("http://", "https://", "tg://")):
        raise bad("BUTTON_URL_INVALID")
