"""The HTTP client of the hot path: keep-alive, hard time limits, and an exact word on what may have been accepted.

It never follows a redirect, never sends a request a second time (libcurl does so when a re-used connection closes
without an answer, docs/adr/0005), and never lets a query string into an exception: tokens live there (W-7).
"""

import asyncio
import ssl
from collections.abc import Mapping
from typing import Final
from weakref import WeakKeyDictionary

from kit.http_connection import NoAnswer, NotSent, Response
from kit.http_pool import Limits, Permits, Pool
from kit.http_target import Origin, compose, parse

__all__ = ["Client", "NoAnswer", "NotSent", "Permits", "Response", "client", "close", "restrict"]

_NO_HEADERS: Final[Mapping[str, str]] = {}
_CLIENTS: WeakKeyDictionary[asyncio.AbstractEventLoop, "Client"] = WeakKeyDictionary()
_ALLOWED: list[Permits] = []


class Client:
    """A pool of connections per origin, so that one silent provider never holds up another (R-5, N1)."""

    def __init__(
        self,
        *,
        max_connections: int = 100,
        connect_timeout: float = 3.0,
        total_timeout: float = 10.0,
        max_body: int = 1_048_576,
        tls: ssl.SSLContext | None = None,
        permits: Permits | None = None,
    ) -> None:
        """Set limits: connections per origin, seconds, bytes; `permits(host, port, ip)` is the allow-list (F-9)."""
        self._limits = Limits(max_connections, connect_timeout, max_body, tls, permits)
        self._total_timeout = total_timeout
        self._pools: dict[Origin, Pool] = {}

    async def request(
        self,
        method: str,
        url: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] = _NO_HEADERS,
        timeout: float | None = None,  # noqa: ASYNC109 — hard: it also bounds the wait for a connection
    ) -> Response:
        """Send one request and return its answer, whatever its status; raises NotSent or NoAnswer."""
        target = parse(url)
        message = compose(method, target, headers, body)
        pool = self._pools.get(target.origin) or self._pool(target.origin)
        seconds = self._total_timeout if timeout is None else min(timeout, self._total_timeout)
        deadline = asyncio.get_running_loop().time() + seconds
        connection = pool.warm() or await pool.acquire(deadline)
        answer = connection.send(message, deadline)
        try:
            return await answer
        except asyncio.CancelledError:
            connection.abandon(answer)
            raise

    def _pool(self, origin: Origin) -> Pool:
        return self._pools.setdefault(origin, Pool(origin, self._limits))

    async def close(self) -> None:
        """Drop every connection; requests under way fail with NoAnswer."""
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()
        await asyncio.sleep(0)  # the loop closes the sockets before it ends


def restrict(permits: Permits | None) -> None:
    """From now on let shared clients connect only where `permits` says yes (F-9); None lifts the restriction."""
    _ALLOWED[:] = [permits] if permits else []


def client() -> Client:
    """Return the client that everything in this event loop shares."""
    loop = asyncio.get_running_loop()
    if loop not in _CLIENTS:
        _CLIENTS[loop] = Client(permits=_ALLOWED[0] if _ALLOWED else None)
    return _CLIENTS[loop]


async def close() -> None:
    """Close this event loop's shared client, if there is one."""
    if found := _CLIENTS.pop(asyncio.get_running_loop(), None):
        await found.close()
