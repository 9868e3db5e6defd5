"""Which dialect a receipt is in: it shows in its first character, whatever door it came through."""

from typing import Final

from api.exchange.gateways import gacc_messages, json_messages
from api.exchange.readings import Reading, Unread, damaged

_BLANK: Final = b"\xef\xbb\xbf \t\r\n"


def read(body: bytes) -> Reading | Unread:
    """Return what a receipt says, or why it says nothing; pure, and never raises for what is in it."""
    try:
        start = body[:64].lstrip(_BLANK)[:1]
        if not start:
            raise damaged("回执是空的。")
        return json_messages.read(body) if start in b"{[" else gacc_messages.read(body)
    except Unread as fault:
        return fault
