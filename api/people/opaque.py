"""Opaque tokens: 256 random bits that mean nothing; only their hash is kept (A-2)."""

import hashlib
import hmac
import secrets
from typing import Final

from api.people.settings import People
from kit import settings

SESSION: Final = "hzs_"
MACHINE: Final = "hzt_"
LONGEST: Final = 64


def new(prefix: str) -> str:
    """Return a fresh token; the prefix says what it opens, so that a leaked one is recognised."""
    return prefix + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what the database keeps; a fast hash is enough for 256 random bits.

    A session's is keyed: a new HUIZHI_SECRET_KEY ends every session, and a row written by hand opens none.
    """
    if not token.startswith(SESSION):
        return hashlib.sha256(token.encode()).hexdigest()
    key = hmac.digest(settings.load(People).secret_key.encode(), b"huizhi session", "sha256")
    return hmac.new(key, token.encode(), hashlib.sha256).hexdigest()
