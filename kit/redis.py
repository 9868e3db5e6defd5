"""The one Redis client of a process. Redis only makes things quick: whoever calls it must live without it."""

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

_MAX_CONNECTIONS = 32
_TIMEOUT = 2.0  # seconds; a slow Redis is a missing Redis
_held: dict[str, Redis] = {}

Down = (RedisError, OSError, TimeoutError)


def connect(url: str) -> None:
    """Make the process's client; nothing is sent before the first command."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=_MAX_CONNECTIONS,
        timeout=_TIMEOUT,
        socket_timeout=_TIMEOUT,
        socket_connect_timeout=_TIMEOUT,
    )
    _held["client"] = Redis(connection_pool=pool)


def client() -> Redis:
    """Return the client; raises `RuntimeError` before `connect`."""
    if "client" not in _held:
        raise RuntimeError("kit.redis.connect() has not been called")
    return _held["client"]


async def disconnect() -> None:
    """Close the client and its pool."""
    if held := _held.pop("client", None):
        await held.aclose(close_connection_pool=True)
