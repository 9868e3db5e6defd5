"""The envelope of WeChat's callback: who signed it, is it fresh, and what is inside (wechat-and-bots §1.1, §1.3).

wechatpy does the arithmetic. What it leaves open is closed here: an empty token, a stale timestamp, nonces that shift
digits into the timestamp, a comparison in variable time, one key only, and six kinds of exception for bad input.
"""

import base64
import binascii
import hmac
import re
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from wechatpy.crypto import PrpCrypto
from wechatpy.exceptions import InvalidAppIdException
from wechatpy.utils import WeChatSigner

_FRESH: Final = 300  # seconds, either way (W-3)
_TIMESTAMP: Final = re.compile(r"[0-9]{10}")
_NONCE: Final = re.compile(r"[0-9A-Za-z]{1,64}")
_SIGNATURE: Final = re.compile(r"[0-9a-f]{40}")
_CIPHERTEXT: Final = re.compile(r"[0-9A-Za-z+/]+={0,2}")
_BROKEN: Final = (ValueError, IndexError, struct.error, binascii.Error, InvalidAppIdException)


class Forged(Exception):
    """Not from WeChat, or too old to be taken for it; answered with 403 and nothing else."""


@dataclass(frozen=True)
class Seal:
    """The callback's secrets: `keys` are the current EncodingAESKey and, during a rotation, the one before."""

    token: str = field(repr=False)
    app_id: str
    keys: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Opened:
    """A decrypted push and the key that opened it, which must also close the reply."""

    text: str
    key: str = field(repr=False)


def check(seal: Seal, query: Mapping[str, str], given: str, *signed: str) -> None:
    """Raise `Forged` unless `given` is the signature over token, timestamp, nonce and `signed`, and is fresh."""
    timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    shapes = ((_TIMESTAMP, timestamp), (_NONCE, nonce), (_SIGNATURE, given), *((_CIPHERTEXT, each) for each in signed))
    if not seal.token or not all(shape.fullmatch(value) for shape, value in shapes):
        raise Forged("malformed")
    if abs(time.time() - int(timestamp)) > _FRESH:
        raise Forged("stale")
    if not hmac.compare_digest(signature(seal.token, timestamp, nonce, *signed), given):
        raise Forged("signature")


def signature(*parts: str) -> str:
    """Return SHA-1 over the sorted parts, lower-case hexadecimal."""
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


def unseal(seal: Seal, encrypted: str) -> Opened:
    """Decrypt with whichever key opens it; raises `Forged` if none does or if it is for another account."""
    for key in seal.keys:
        try:
            return Opened(str(_cipher(key).decrypt(encrypted, seal.app_id)), key)
        except _BROKEN:
            continue
    raise Forged("undecipherable")


def reseal(seal: Seal, reply: str, *, key: str, nonce: str) -> str:
    """Return the encrypted reply envelope; the timestamp is ours, the nonce is echoed."""
    encrypted = _cipher(key).encrypt(reply, seal.app_id).decode()
    timestamp = str(int(time.time()))
    signed = signature(seal.token, timestamp, nonce, encrypted)
    return (
        f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt><MsgSignature><![CDATA[{signed}]]></MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
    )


@lru_cache(maxsize=4)
def _cipher(key: str) -> PrpCrypto:
    return PrpCrypto(base64.b64decode(key + "="))
