"""Which dialect a receipt is in: it shows in its first character, whatever door it came through."""

from typing import Final

from api.exchange.gateways import gacc_messages, json_messages
from api.exchange.readings import Reading, Unread, damaged

_BLANK: Final = b"\xef\xbb\xbf \t\r\n"


def read(body: bytes) -> Reading | Unread:
    """Return what a receipt says, or why it says nothing; pure, and never raises for what is in it."""
    try:
        if not body[:64].lstrip(_BLANK):
            raise damaged("回执是空的。")
        return json_messages.read(body) if _is_json(body) else gacc_messages.read(body)
    except Unread as fault:
        return fault


def examine(body: bytes) -> tuple[str, Unread | None]:
    """Return the serial under which a file's message is stored once, and why it cannot be read, if so."""
    if not _is_json(body):
        return gacc_messages.examine(body)
    reading = read(body)
    return gacc_messages.digest(body), reading if isinstance(reading, Unread) else None


def _is_json(body: bytes) -> bool:
    return body[:64].lstrip(_BLANK)[:1] in {b"{", b"["}
