"""The one owner of the account's access_token or JS ticket: many ask, one fetches (R-8, wechat-and-bots.md §1.5).

Within a process a lock makes one fetch of a hundred wishes; across processes Redis does: `SET NX PX` elects who
fetches, the others read what it stored. Without Redis each process fetches for itself, which stable_token forgives:
in its normal mode it gives everybody the same token.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from kit import failpoints, logs
from push.channels.outcome import NotAccepted, TryLater
from push.channels.wechat.token_store import Token, TokenStore

_LOG = logs.get("push.wechat.tokens")
_LAST_MINUTES = 300  # seconds before its end at which the platform begins to give out the next token
_FRESH = 60.0  # seconds for which a refused token counts as fresh
_STRIKES = 2  # fresh tokens refused before a new one is forced
_FORCE_PAUSE = 30.0  # seconds between two forced ones: the platform's own limit, twenty a day
_BUSY_PAUSE, _STOP_PAUSE = 2.0, 30.0  # seconds without another try after a failed fetch
_GLANCE = 0.05  # seconds between two looks at what the elected process stored

Fetch = Callable[[bool], Awaitable[tuple[str, int]]]


class TokenOwner:
    """Gives out the token, and replaces it when it is about to end or was refused."""

    def __init__(self, store: TokenStore, fetch: Fetch) -> None:
        """`fetch(force)` asks the platform and returns (value, seconds it lasts), or raises NotAccepted."""
        self._store = store
        self._fetch = fetch
        self._held: Token | None = None
        self._lock = asyncio.Lock()
        self._strikes = 0
        self._forced_at = 0.0
        self._pause_until = 0.0
        self._failure = NotAccepted("", "")

    async def get(self) -> Token:
        """Return a token that should be good; raises TryLater, for the channel, while none can be had."""
        if self._held and self._held.expires_at > time.time():
            return self._held
        async with self._lock:
            if self._held is None or self._held.expires_at <= time.time():
                self._respect_pause()
                self._held = await self._found_or_fetched()
            return self._held

    async def refuse(self, token: Token) -> None:
        """Note that the platform refused this very token; one fetched since then stays."""
        if self._held is not token:
            return
        self._held = None
        self._strikes = self._strikes + 1 if time.time() - token.fetched_at < _FRESH else 0
        await self._store.forget(token)

    def _respect_pause(self) -> None:
        if (left := self._pause_until - time.time()) > 0:
            said, pause = self._failure, timedelta(seconds=left)
            raise TryLater(said.code, said.text, retry_after=pause, scope="channel", provider=said.provider)

    async def _found_or_fetched(self) -> Token:
        while True:
            async with self._store.election() as elected:
                stored = await self._store.read()
                if stored and stored.expires_at > time.time():
                    return stored
                if elected:
                    return await self._fetched()
            await asyncio.sleep(_GLANCE)

    async def _fetched(self) -> Token:
        force = await self._must_force()
        try:
            value, seconds = await self._fetch(force)
        except NotAccepted as failure:
            self._failure = failure
            self._pause_until = time.time() + (_STOP_PAUSE if failure.alarm else _BUSY_PAUSE)
            raise
        failpoints.hit("token.after_fetch_before_store")
        now = time.time()
        token = Token(value, now, now + seconds - min(_LAST_MINUTES, seconds // 2), secrets.token_hex(8))
        await self._store.write(token)
        _LOG.info("token fetched", forced=force, seconds=seconds)
        return token

    async def _must_force(self) -> bool:
        if self._strikes < _STRIKES or time.time() - self._forced_at < _FORCE_PAUSE:
            return False
        self._strikes, self._forced_at = 0, time.time()
        return await self._store.may_force(timedelta(seconds=_FORCE_PAUSE))
