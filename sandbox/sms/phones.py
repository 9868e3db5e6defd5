"""Where every accepted message ends: the phone of its number, unless fate says otherwise."""

import re
from dataclasses import dataclass

from sandbox.fate import rolls
from sandbox.sms.state import Sms
from sandbox.world import World

MOBILE = re.compile(r"^(?:\+?86)?(1[3-9]\d{9})$")
ONE_PART, MORE_PARTS = 70, 67


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message as a gateway took it."""

    provider: str
    number: str
    sender: str
    text: str
    key: str
    parts: int


def national(number: str) -> str | None:
    """Extract the 11 digits of a Chinese mobile number; None for anything else."""
    match = MOBILE.match(number.strip())
    return match.group(1) if match else None


def parts_of(text: str) -> int:
    """How many messages are billed: 70 characters fit one, else 67 each."""
    return 1 if len(text) <= ONE_PART else -(-len(text) // MORE_PARTS)


def accept(world: World, parcel: Parcel, message_id: str) -> Sms:
    """Take responsibility for a message; whether the phone will show it is decided now, and reported later."""
    failed = rolls(world, f"{parcel.provider}.failed", getattr(world.knobs, parcel.provider).failed_rate)
    facts = (message_id, world.now(), parcel.provider, parcel.number, parcel.sender, parcel.text, parcel.key)
    sms = Sms(*facts, parcel.parts, delivered=not failed)
    world.sms.messages.append(sms)
    world.note(parcel.provider, "accepted", to=sms.number, key=sms.key, id=sms.id, text=sms.text)
    if sms.delivered:
        world.note(parcel.provider, "copy", to=sms.number, key=sms.key, id=sms.id, text=sms.text)
    return sms
