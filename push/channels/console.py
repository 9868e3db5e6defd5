"""The terminal as a channel: what would have gone to a phone is printed instead (`make run`)."""

import sys
from unicodedata import east_asian_width

from kit import settings
from push.channels.outcome import Parcel, Ticket
from push.settings import ChannelSettings

PROVIDER = "console"
_WIDTH = 46
_WIDE = {"W", "F", "A"}


async def send(parcel: Parcel) -> Ticket:
    """Print the parcel; it has arrived."""
    sys.stdout.write(card(parcel, settings.load(ChannelSettings).public_url) + "\n")
    sys.stdout.flush()
    return Ticket(PROVIDER, parcel.key, settled=True)


def card(parcel: Parcel, public_url: str) -> str:
    """Return the message as a box of text, columns aligned although Chinese characters are two wide."""
    message = parcel.message
    widest = max((_width(fact.label) for fact in message.facts), default=0)
    lines = [f"{fact.label}{' ' * (widest - _width(fact.label))}  {fact.value}" for fact in message.facts]
    link = public_url.rstrip("/") + message.link if message.link.startswith("/") else message.link
    body = [*lines, *filter(None, ["", message.remark, link, parcel.why])]
    rule = "─" * max(_WIDTH - _width(message.title) - 4, 2)
    foot = f"└─ {parcel.address.channel} {parcel.address.masked()} "
    return "\n".join([f"┌─ {message.title} {rule}", *(f"│ {line}" for line in body), foot])


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in _WIDE else 1 for character in text)
