"""Signatures and AES of the message push (wechat-and-bots.md §1.1, §1.3), from the formats alone."""

import base64
import hashlib
import random
import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK = 32
HEAD = 20


class Damaged(Exception):
    """The ciphertext is not what that key and appid would have made."""


def signature(*parts: str) -> str:
    """SHA-1 over the sorted parts, in lower-case hex."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324  the platform's own choice


def key_of(encoding_aes_key: str) -> bytes:
    """Decode the 32 bytes behind 43 characters; ValueError when they are not."""
    key = base64.b64decode(encoding_aes_key + "=")
    if len(key) != BLOCK:
        raise ValueError("EncodingAESKey must be 43 characters")
    return key


def sealed(text: str, encoding_aes_key: str, appid: str, dice: random.Random) -> str:
    """16 random bytes, length, text and appid, padded to 32, AES-256-CBC, base64."""
    key, body = key_of(encoding_aes_key), text.encode()
    plain = dice.randbytes(16) + struct.pack(">I", len(body)) + body + appid.encode()
    padding = BLOCK - len(plain) % BLOCK
    encryptor = Cipher(AES(key), CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()).decode()


def opened(ciphertext: str, encoding_aes_key: str, appid: str) -> str:
    """Decrypt the text inside; Damaged says what is wrong with it."""
    plain = _decrypted(ciphertext, key_of(encoding_aes_key))
    if len(plain) < HEAD or not 1 <= plain[-1] <= BLOCK:
        raise Damaged("padding")
    plain = plain[: -plain[-1]]
    (length,) = struct.unpack(">I", plain[16:20])
    if plain[20 + length :] != appid.encode():
        raise Damaged("appid")
    try:
        return plain[20 : 20 + length].decode()
    except UnicodeDecodeError:
        raise Damaged("not UTF-8") from None


def _decrypted(ciphertext: str, key: bytes) -> bytes:
    try:
        raw = base64.b64decode(ciphertext, validate=True)
        decryptor = Cipher(AES(key), CBC(key[:16])).decryptor()
        return decryptor.update(raw) + decryptor.finalize()
    except ValueError as problem:
        raise Damaged(str(problem)) from None
