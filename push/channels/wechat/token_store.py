"""Where the processes of one account share a token: three keys in Redis, and nothing when Redis is away."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import timedelta

import orjson

from kit import redis

_FETCHING = timedelta(seconds=15)  # longer than a fetch may take (kit.http: 10 s in all)

_FORGET = """
local held = redis.call('GET', KEYS[1])
if held and cjson.decode(held)['mark'] == ARGV[1] then redis.call('DEL', KEYS[1]) end
"""
_RESIGN = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as fetched once, times in unix seconds; the same value fetched again has another `mark`."""

    value: str
    fetched_at: float
    expires_at: float
    mark: str


class TokenStore:
    """The keys `wechat:{name}:token`, `…:fetching` and `…:forced`; every Redis fault means: each process for itself."""

    def __init__(self, name: str) -> None:
        """Keep these keys apart from those of other accounts, and of another token of the same account."""
        names = ("token", "fetching", "forced")
        self._token, self._fetching, self._forced = (f"wechat:{name}:{each}" for each in names)

    async def read(self) -> Token | None:
        """Return the token that was written last and not forgotten."""
        with _missing_redis():
            if held := await redis.client().get(self._token):
                return Token(**orjson.loads(held))
        return None

    async def write(self, token: Token) -> None:
        """Keep a token for all processes until it expires."""
        lasts = timedelta(seconds=token.expires_at - token.fetched_at)
        with _missing_redis():
            await redis.client().set(self._token, orjson.dumps(asdict(token)), px=lasts)

    async def forget(self, token: Token) -> None:
        """Forget this very token; one that another process stored since then stays."""
        with _missing_redis():
            await redis.client().eval(_FORGET, 1, self._token, token.mark)

    async def may_force(self, pause: timedelta) -> bool:
        """Tell whether no process forced a new token within `pause`, and note that we do."""
        with _missing_redis():
            return bool(await redis.client().set(self._forced, "1", nx=True, px=pause))
        return True

    @asynccontextmanager
    async def election(self) -> AsyncIterator[bool]:
        """Say whether this process is the one to fetch, for as long as the block lasts."""
        name, won = secrets.token_hex(8), True
        with _missing_redis():
            won = bool(await redis.client().set(self._fetching, name, nx=True, px=_FETCHING))
        try:
            yield won
        finally:
            if won:
                with _missing_redis():
                    await redis.client().eval(_RESIGN, 1, self._fetching, name)


def _missing_redis() -> suppress:
    return suppress(*redis.Down, RuntimeError)
