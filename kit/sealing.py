"""What may lie in the database only under seal (P-4): AES-256, one purpose per kind of value, and blind indexes.

All keys come from HUIZHI_SECRET_KEY, so a dump of the database alone tells nothing; with another key nothing opens.
While HUIZHI_SECRET_KEY_OLD is set, what it sealed is read too; nothing new is sealed with it (ADR 0032, ADR 0033).
"""

import base64
import hmac
import secrets
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Final

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from pydantic import Field

from kit import settings
from kit.settings import Settings

SEALED: Final = "sealed"  # the name in a form under which its sealed boxes lie together
_NONCE: Final = 12  # bytes
_TAG: Final = 16  # bytes
_MARK, _PINNED = "~", "^"
_WHOLE: Final = b"\x00huizhi sealed\x00"  # no message of an authority begins so: XML and JSON know no NUL
AROUND: Final = len(_WHOLE) + _NONCE + _TAG  # bytes by which a sealed message is longer than what it says


class Keys(Settings):
    """The key of all seals, and the one before it for as long as something still lies under that."""

    secret_key: str = Field(min_length=32)
    secret_key_old: str = Field(default="", pattern=r"^$|^.{32,}$")


class Unopenable(Exception):
    """Neither of our keys opens a seal: it must not be taken for empty."""


def seal(text: str, purpose: str) -> str:
    """Return the text under seal; '' stays ''. What was sealed for one purpose opens for no other."""
    return _MARK + base64.b64encode(_closed(text.encode(), purpose)).decode() if text else ""


def unseal(sealed: str, purpose: str) -> str:
    """Return what was sealed; '' where there is nothing, or where our key is another now."""
    if not sealed:
        return ""
    try:
        return opened(sealed, purpose)[0]
    except Unopenable:
        return ""


def is_sealed(text: str) -> bool:
    """Tell whether a text lies under a seal, where an open one may stand in its place."""
    return text.startswith(_MARK) and len(text) > _NONCE + _TAG


def opened(sealed: str, purpose: str) -> tuple[str, bool]:
    """Return what was sealed, and whether the present key did it; raises Unopenable."""
    content, is_present = _opened(_raw(sealed.removeprefix(_MARK)), purpose)
    return _text(content), is_present


def pin(text: str, purpose: str) -> str:
    """Return the text under a seal that is equal for equal texts, so that SQL finds and joins by it; '' stays ''."""
    return pins(text, purpose)[0] if text else ""


def pins(text: str, purpose: str) -> list[str]:
    """Return the seals under which an equal text may be found: the present key's first, then the old one's."""
    told = [_siv(secret).encrypt(text.encode(), [purpose.encode()]) for secret in _secrets()]
    return [_PINNED + base64.urlsafe_b64encode(each).decode() for each in told]


def is_pinned(text: str) -> bool:
    """Tell whether a text lies under the seal of `pin`."""
    return text.startswith(_PINNED) and len(text) > _TAG


def unpinned(pinned: str, purpose: str) -> tuple[str, bool]:
    """Return what was pinned, and whether with the present key; raises Unopenable."""
    raw = _raw(pinned.removeprefix(_PINNED).translate(str.maketrans("-_", "+/")))
    for secret in _secrets():
        try:
            return _text(_siv(secret).decrypt(raw, [purpose.encode()])), secret == _secrets()[0]
        except (InvalidTag, ValueError):
            continue
    raise Unopenable


def seal_bytes(content: bytes, purpose: str) -> bytes:
    """Return a whole message under seal; b'' stays b''."""
    return _WHOLE + _closed(content, purpose) if content else b""


def open_bytes(kept: bytes, purpose: str) -> bytes:
    """Return a message as it was; one that an earlier version kept open is that already. Raises Unopenable."""
    return _opened(kept[len(_WHOLE) :], purpose)[0] if kept.startswith(_WHOLE) else kept


def open_text(kept: str, purpose: str) -> str:
    """Return a text as it was; one that an earlier version kept open is that already. Raises Unopenable."""
    return opened(kept, purpose)[0] if is_sealed(kept) else kept


def text_anew(kept: str, purpose: str) -> str | None:
    """Return a text under the present key's seal, None where it lies under that or is empty; raises Unopenable."""
    if not is_sealed(kept):
        return seal(kept, purpose) or None
    text, is_present = opened(kept, purpose)
    return None if is_present else seal(text, purpose)


def bytes_anew(kept: bytes, purpose: str) -> bytes | None:
    """Return a message under the present key's seal, None where it lies under that; raises Unopenable."""
    if not kept.startswith(_WHOLE):
        return seal_bytes(kept, purpose) or None
    content, is_present = _opened(kept[len(_WHOLE) :], purpose)
    return None if is_present else seal_bytes(content, purpose)


def seal_boxes(form: Mapping[str, Any], boxes: Collection[str], purpose: str) -> dict[str, Any]:
    """Return a form of which these boxes lie together under one seal; one without them stays as it is."""
    kept = {name: value for name, value in form.items() if name not in boxes}
    closed = {name: form[name] for name in boxes if form.get(name)}
    return kept | {SEALED: seal(orjson.dumps(closed).decode(), purpose)} if closed else kept


def open_boxes(kept: Mapping[str, Any], purpose: str) -> dict[str, Any]:
    """Return a form as it was filled in; boxes that an earlier version kept open are read too. Raises Unopenable."""
    closed = orjson.loads(opened(kept[SEALED], purpose)[0]) if kept.get(SEALED) else {}
    return {name: value for name, value in kept.items() if name != SEALED} | closed


def boxes_anew(kept: Mapping[str, Any], boxes: Collection[str], purpose: str) -> dict[str, Any] | None:
    """Return a form with all of these boxes under the present key's seal, None where they are; raises Unopenable."""
    is_present = not kept.get(SEALED) or opened(kept[SEALED], purpose)[1]
    if is_present and not any(kept.get(name) for name in boxes):
        return None
    return seal_boxes(open_boxes(kept, purpose), boxes, purpose)


def seal_json(value: Any, purpose: str) -> Any:
    """Return a JSON value under seal as a whole; an empty one stays as it is."""
    return {SEALED: seal(orjson.dumps(value).decode(), purpose)} if value else value


def open_json(kept: Any, purpose: str) -> Any:
    """Return a JSON value as it was; one that lies open is that already. Raises Unopenable."""
    is_sealed = isinstance(kept, dict) and kept.keys() == {SEALED}
    return orjson.loads(opened(kept[SEALED], purpose)[0]) if is_sealed else kept


def json_anew(kept: Any, purpose: str) -> Any:
    """Return a JSON value under the present key's seal, None where it is or is empty; raises Unopenable."""
    is_sealed = isinstance(kept, dict) and kept.keys() == {SEALED}
    is_present = opened(kept[SEALED], purpose)[1] if is_sealed else not kept
    return None if is_present else seal_json(open_json(kept, purpose), purpose)


def blind(text: str, purpose: str) -> str:
    """Return the blind index of a text: equal for equal texts, and nothing to be learnt from it without the key."""
    return blinds(text, purpose)[0] if text else ""


def blinds(text: str, purpose: str) -> list[str]:
    """Return the blind indexes under which a text may be found: the present key's first, then the old one's."""
    told = f"{purpose}\x00{text}".encode()
    return [hmac.digest(_key("blind", secret), told, "sha256").hex() for secret in _secrets()]


def _closed(content: bytes, purpose: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _gcm(_secrets()[0]).encrypt(nonce, content, purpose.encode())


def _opened(raw: bytes, purpose: str) -> tuple[bytes, bool]:
    for secret in _secrets():
        try:
            content = _gcm(secret).decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode())
        except (InvalidTag, ValueError):
            continue
        return content, secret == _secrets()[0]
    raise Unopenable


def _raw(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise Unopenable from None


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise Unopenable from None


def _secrets() -> list[str]:
    keys = settings.load(Keys)
    return [keys.secret_key, *filter(None, [keys.secret_key_old])]


def _key(use: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), f"huizhi {use}".encode(), "sha256")


@cache
def _gcm(secret: str) -> AESGCM:
    return AESGCM(_key("seal", secret))


@cache
def _siv(secret: str) -> AESSIV:
    return AESSIV(hmac.digest(secret.encode(), b"huizhi pin", "sha512"))
