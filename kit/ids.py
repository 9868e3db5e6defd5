"""Ids: made by us, so a row's id is known before the row is written, and sorts by time (RFC 9562)."""

import hashlib
import os
import time
from datetime import datetime
from uuid import UUID

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62
_RANDOM_BITS = 62


def new_id() -> UUID:
    """Return a new UUIDv7: 48 bits of milliseconds, then 12 bits of the millisecond's fraction, then randomness."""
    milliseconds, fraction = divmod(time.time_ns(), 1_000_000)
    ordered = (fraction << 12) // 1_000_000
    random = int.from_bytes(os.urandom(8), "big") >> (64 - _RANDOM_BITS)
    return UUID(int=(milliseconds << 80) | _VERSION | (ordered << 64) | _VARIANT | random)


def first_id(moment: datetime) -> UUID:
    """Return what no id of this moment or later lies below: a range of times is a range of ids, and needs no index."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


_TIME = ((1 << 48) - 1) << 80
_REST = (1 << 74) - 1


def derived_id(parent: UUID, *parts: str) -> UUID:
    """Return a UUIDv8 that follows from `parent` and `parts` alone: same cause, same row, however often it is written.

    It keeps the parent's 48 bits of time, so that derived rows sort beside their cause; 74 bits are SHA-256.
    """
    digest = hashlib.sha256("\x1f".join((parent.hex, *parts)).encode()).digest()
    rest = int.from_bytes(digest[:10], "big") & _REST
    high, low = divmod(rest, 1 << 62)
    return UUID(int=(parent.int & _TIME) | (0x8 << 76) | (high << 64) | _VARIANT | low)
