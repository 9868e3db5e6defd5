"""What may lie in the database only under seal (P-4): AES-256-GCM, and a blind index that finds an equal value.

Both keys come from HUIZHI_SECRET_KEY, so a dump of the database alone tells nothing; with another key nothing opens.
While HUIZHI_SECRET_KEY_OLD is set, what it sealed is read too; nothing new is sealed with it (ADR 0032).
"""

import base64
import hmac
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.people.settings import People
from kit import settings

_NONCE: Final = 12  # bytes


class Unopenable(Exception):
    """Neither of our keys opens a seal: it must not be taken for empty."""


def seal(text: str, purpose: str) -> str:
    """Return the text under seal; '' stays ''. What was sealed for one purpose opens for no other."""
    if not text:
        return ""
    nonce = secrets.token_bytes(_NONCE)
    closed = AESGCM(_key("seal", _secrets()[0])).encrypt(nonce, text.encode(), purpose.encode())
    return base64.b64encode(nonce + closed).decode()


def unseal(sealed: str, purpose: str) -> str:
    """Return what was sealed; '' where there is nothing, or where our key is another now."""
    if not sealed:
        return ""
    try:
        return opened(sealed, purpose)[0]
    except Unopenable:
        return ""


def opened(sealed: str, purpose: str) -> tuple[str, bool]:
    """Return what was sealed, and whether the present key did it; raises Unopenable."""
    try:
        raw = base64.b64decode(sealed, validate=True)
    except ValueError:
        raise Unopenable from None
    for secret in _secrets():
        try:
            text = AESGCM(_key("seal", secret)).decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode()).decode()
        except (InvalidTag, ValueError):
            continue
        return text, secret == _secrets()[0]
    raise Unopenable


def blind(text: str, purpose: str) -> str:
    """Return the blind index of a text: equal for equal texts, and nothing to be learnt from it without the key."""
    return blinds(text, purpose)[0] if text else ""


def blinds(text: str, purpose: str) -> list[str]:
    """Return the blind indexes under which a text may be found: the present key's first, then the old one's."""
    told = f"{purpose}\x00{text}".encode()
    return [hmac.digest(_key("blind", secret), told, "sha256").hex() for secret in _secrets()]


def _secrets() -> list[str]:
    people = settings.load(People)
    return [people.secret_key, *filter(None, [people.secret_key_old])]


def _key(use: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), f"huizhi {use}".encode(), "sha256")
