"""Signatures on what machines post to us: HMAC-SHA256 over `id.timestamp.body`, five minutes of tolerance (F-7)."""

import hashlib
import hmac
from datetime import timedelta

from kit.clock import now

TOLERANCE = timedelta(seconds=300)


def sign(key: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature, hexadecimal; `timestamp` is in unix seconds."""
    return hmac.new(key.encode(), f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def is_genuine(key: str, message_id: str, timestamp: str, body: bytes, signature: str) -> bool:
    """Tell whether the signature is ours and fresh; compares in constant time."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:  # noqa: PLR2004
        return False
    expected = sign(key, message_id, int(timestamp), body)
    fresh = abs(now().timestamp() - int(timestamp)) <= TOLERANCE.total_seconds()
    return hmac.compare_digest(expected.encode(), signature.encode()) and fresh
