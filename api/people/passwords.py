"""Passwords: Argon2id as OWASP asks (m=19,456 KiB, t=2, p=1), in a thread, four at once (A-1)."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from api.people import refusals
from kit.engines.carrying import to_the_end

AT_ONCE: Final = 4
LONGEST: Final = 256
# The hash of a password nobody has: checking it makes an unknown login take as long as a known one.
NOBODYS: Final = "$argon2id$v=19$m=19456,t=2,p=1$7APi1fbmxakrR8u45yDUWQ$fPIEFdmUEJziN+e6JojiW4s/7Ldd8vM7N5p3uhLQbsc"
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
_SLOTS = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def slot() -> Iterator[None]:
    """Hold one of the places for hashing; raises `too_busy` when all are taken."""
    if not _SLOTS.acquire(blocking=False):
        raise refusals.too_busy()
    try:
        yield
    finally:
        _SLOTS.release()


async def hashed(password: str) -> str:
    """Return the hash to keep; call it inside a `slot()`."""
    return await to_the_end(asyncio.to_thread(_HASHER.hash, password))


async def matches(kept: str, password: str) -> bool:
    """Tell whether the password is the one whose hash was kept; call it inside a `slot()`."""
    return await to_the_end(asyncio.to_thread(_matches, kept, password))


def _matches(kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)
