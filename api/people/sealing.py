"""What may lie in the database only under seal (P-4): AES-256-GCM, and a blind index that finds an equal value.

Both keys come from HUIZHI_SECRET_KEY, so a dump of the database alone tells nothing; with another key nothing opens.
"""

import base64
import hashlib
import hmac
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.people.settings import People
from kit import settings

_NONCE: Final = 12  # bytes


def seal(text: str, purpose: str) -> str:
    """Return the text under seal; '' stays ''. What was sealed for one purpose opens for no other."""
    if not text:
        return ""
    nonce = secrets.token_bytes(_NONCE)
    closed = AESGCM(_key("seal")).encrypt(nonce, text.encode(), purpose.encode())
    return base64.b64encode(nonce + closed).decode()


def unseal(sealed: str, purpose: str) -> str:
    """Return what was sealed; '' where there is nothing, or where our key is another now."""
    if not sealed:
        return ""
    raw = base64.b64decode(sealed)
    try:
        return AESGCM(_key("seal")).decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode()).decode()
    except InvalidTag:
        return ""


def blind(text: str, purpose: str) -> str:
    """Return the blind index of a text: equal for equal texts, and nothing to be learnt from it without the key."""
    return hmac.new(_key("blind"), f"{purpose}\x00{text}".encode(), hashlib.sha256).hexdigest() if text else ""


def _key(use: str) -> bytes:
    return hmac.digest(settings.load(People).secret_key.encode(), f"huizhi {use}".encode(), "sha256")
