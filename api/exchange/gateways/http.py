"""Receipts posted to us: a source proves itself by its signature over id, timestamp and body (F-7)."""

import re
from collections.abc import Mapping
from typing import Final

from api.exchange import inbox
from api.exchange.settings import Exchange
from kit import settings, signing
from kit.refusals import Kind, Refusal

ID: Final = "X-Huizhi-Id"
TIMESTAMP: Final = "X-Huizhi-Timestamp"
SIGNATURE: Final = "X-Huizhi-Signature"
_WELL_FORMED: Final = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)
_NOBODY: Final = "no key, and no signature ever matches"  # an unknown source costs the same as a wrong signature


async def take(source: str, headers: Mapping[str, str], body: bytes, origin: str) -> bool:
    """Store a signed receipt under its id and tell whether it is new; the bytes that were signed are what is stored.

    Raises the one refusal for a source, a signature or a timestamp that is not good: which of them, is not told.
    """
    serial = headers.get(ID, "")
    if not _WELL_FORMED.fullmatch(serial) or not _is_genuine(source, headers, body):
        raise Refusal(Kind.UNAUTHENTICATED, "bad_signature", "签名无效或已过期。")
    return await inbox.store(source, serial, body, origin)


def _is_genuine(source: str, headers: Mapping[str, str], body: bytes) -> bool:
    keys = settings.load(Exchange).keys()
    key = keys[source].get_secret_value() if source in keys else _NOBODY
    timestamp, signature = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
    return signing.is_genuine(key, headers.get(ID, ""), timestamp, body, signature) and source in keys
