"""The connections to one origin: re-used while warm, opened up to a limit, shared in the order of asking."""

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from kit.http_connection import Connection, NotSent
from kit.http_target import Origin

# A connection quiet for longer than _WARM may have been closed by the other side without the loop having read it yet;
# one quiet for longer than _STALE is not worth the doubt: a request lost on it could not be told from an accepted one.
_WARM = 1.0
_STALE = 15.0

Permits = Callable[[str, int, str], bool]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a pool keeps to: connections, seconds until connected, bytes of an answer, and where it may go (F-9)."""

    connections: int
    connect_timeout: float
    max_body: int
    tls: ssl.SSLContext | None
    permits: Permits | None


class Pool:
    """Hands out connections of one origin; whoever asks past the limit waits in line."""

    def __init__(self, origin: Origin, limits: Limits) -> None:
        self._origin = origin
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._idle: list[Connection] = []
        self._all: set[Connection] = set()
        self._slots = limits.connections
        self._line: deque[asyncio.Future[Connection | None]] = deque()
        self._closed = False

    def warm(self) -> Connection | None:
        """Return an idle connection that was in use a moment ago, without waiting."""
        if self._idle and self._idle[-1].quiet_since > self._loop.time() - _WARM:
            return self._idle.pop()
        return None

    async def acquire(self, deadline: float) -> Connection:
        """Return a usable connection by `deadline` (loop time); raises NotSent."""
        while not self._closed:
            connection = await self._next(deadline)
            if connection.usable:
                return connection
        raise NotSent("the client is closed")

    async def _next(self, deadline: float) -> Connection:
        if self._idle:
            return await self._revived(self._idle.pop())
        if self._slots:
            self._slots -= 1
            return await self._open(deadline)
        return await self._turn(deadline) or await self._open(deadline)

    async def _revived(self, connection: Connection) -> Connection:
        if connection.quiet_since < self._loop.time() - _STALE:
            connection.close()
            return connection
        try:
            await asyncio.sleep(0)
            await asyncio.sleep(0)  # twice: the loop polls the sockets in between, and then acts on what it read
        except asyncio.CancelledError:
            connection.close()
            raise
        return connection

    async def _turn(self, deadline: float) -> Connection | None:
        """Wait in line for a connection, or for None: leave to open one."""
        turn: asyncio.Future[Connection | None] = self._loop.create_future()
        timer = self._loop.call_at(deadline, _refuse, turn, "no free connection in time")
        self._line.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if not turn.cancelled() and turn.exception() is None:
                self._pass_on(turn.result())
            raise
        finally:
            timer.cancel()

    async def _open(self, deadline: float) -> Connection:
        limit = min(deadline, self._loop.time() + self._limits.connect_timeout)
        try:
            async with asyncio.timeout_at(limit):
                return await self._connect(limit)
        except BaseException as error:
            self._pass_on(None)
            if isinstance(error, TimeoutError):
                raise NotSent("no connection in time") from None
            if isinstance(error, OSError | UnicodeError):
                raise NotSent(f"no connection: {type(error).__name__}") from error
            raise

    async def _connect(self, limit: float) -> Connection:
        """Try the addresses in turn, each for its share of the time; what was checked is what is connected to."""
        addresses = await self._addresses()
        for left in range(len(addresses), 0, -1):
            try:
                async with asyncio.timeout((limit - self._loop.time()) / left):
                    return await self._connect_to(addresses[-left])
            except OSError:
                if left == 1:
                    raise
        raise NotSent("the address is not on the list of allowed ones")

    async def _addresses(self) -> list[str]:
        host, port, permits = self._origin.host, self._origin.port, self._limits.permits
        found = await self._loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = dict.fromkeys(str(entry[4][0]) for entry in found)
        return [address for address in addresses if permits is None or permits(host, port, address)]

    async def _connect_to(self, address: str) -> Connection:
        secure = self._origin.scheme == "https"
        connection = Connection(self._freed, self._gone, self._limits.max_body)
        try:
            await self._loop.create_connection(
                lambda: connection,
                address,
                self._origin.port,
                ssl=(self._limits.tls or _default_tls()) if secure else None,
                server_hostname=self._origin.host if secure else None,
            )
        except BaseException:
            connection.close()
            raise
        self._all.add(connection)
        return connection

    def _freed(self, connection: Connection) -> None:
        if self._closed:
            connection.close()
        else:
            self._pass_on(connection)

    def _gone(self, connection: Connection) -> None:
        if connection in self._all:
            self._all.discard(connection)
            if connection in self._idle:
                self._idle.remove(connection)
            self._pass_on(None)

    def _pass_on(self, connection: Connection | None) -> None:
        """Give the first in line a free connection, or with None the leave to open one."""
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(connection)
                return
        if connection is None:
            self._slots += 1
        else:
            self._idle.append(connection)

    def close(self) -> None:
        """Drop every connection: requests under way fail with NoAnswer, waiting ones with NotSent."""
        self._closed = True
        for turn in self._line:
            _refuse(turn, "the client is closed")
        for connection in tuple(self._all):
            connection.close()


@cache
def _default_tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _refuse(turn: "asyncio.Future[Connection | None]", reason: str) -> None:
    if not turn.done():
        turn.set_exception(NotSent(reason))
