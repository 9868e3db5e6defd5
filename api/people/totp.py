"""Codes of an authenticator (RFC 6238): SHA-1, six digits, thirty seconds, as every such app does it."""

import base64
import hashlib
import hmac
import secrets
import time
from typing import Final
from urllib.parse import quote, urlencode

STEP: Final = 30  # seconds
_DRIFT: Final = 1  # steps by which a phone's clock may be off, either way
_MODULUS: Final = 10**6


def new_key() -> str:
    """Return 160 random bits in Base32, as authenticators take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def url(key: str, issuer: str, account: str) -> str:
    """Return what the QR code holds."""
    query = urlencode({"secret": key, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{query}"


def code_at(key: str, step: int) -> str:
    """Return the code of one step (RFC 4226 §5.3)."""
    digest = hmac.digest(base64.b32decode(key), step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % _MODULUS:06}"


def step_of(key: str, code: str, moment: float | None = None) -> int | None:
    """Return the step whose code this is, near the moment (seconds since 1970; None: now); None if it is no such."""
    current = int(time.time() if moment is None else moment) // STEP
    near = range(current - _DRIFT, current + _DRIFT + 1)
    return next((step for step in near if hmac.compare_digest(code_at(key, step), code)), None)
