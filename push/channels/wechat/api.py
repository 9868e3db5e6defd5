"""A call that needs the account's token: a refused token is replaced and the call made once more, and no more."""

from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache, partial
from typing import Any, Protocol
from urllib.parse import urlencode

from push.channels.wechat import platform
from push.channels.wechat.tokens import TokenOwner

_TRIES = 2
Ask = Callable[[str], Awaitable[dict[str, Any]]]


class Account(Protocol):
    """What a call needs of the account: its token, and where an API stands."""

    @property
    def tokens(self) -> TokenOwner:
        """Return who owns the token."""

    def url(self, path: str) -> str:
        """Return the address of an API."""


async def post(account: Account, path: str, payload: Mapping[str, Any], *, expects: str = "errcode") -> dict[str, Any]:
    """Post to an API and return the platform's answer, whatever its errcode but that of a bad token."""
    return await _call(account, path, {}, partial(platform.exchange, payload=payload, expects=expects))


async def get(account: Account, path: str, *, expects: str, **query: str) -> dict[str, Any]:
    """Get from an API; otherwise as `post`."""
    return await _call(account, path, query, partial(platform.exchange, payload=None, expects=expects))


async def upload(account: Account, path: str, file: platform.File, *, expects: str, **query: str) -> dict[str, Any]:
    """Post a file to an API; otherwise as `post`."""
    return await _call(account, path, query, partial(platform.hand_in, file=file, expects=expects))


async def _call(account: Account, path: str, query: Mapping[str, str], ask: Ask) -> dict[str, Any]:
    more, answer = tuple(query.items()), {}
    for _try in range(_TRIES):
        token = await account.tokens.get()
        answer = await ask(account.url(path) + _query(token.value, more))
        if not _refused(answer):
            return answer
        await account.tokens.refuse(token)
    return platform.accepted(answer)  # the secret was changed, or somebody else refreshes: the channel waits


def _refused(answer: Mapping[str, Any]) -> bool:
    return platform.reaction_to(answer).kind == "token"


@lru_cache(maxsize=16)
def _query(token: str, more: tuple[tuple[str, str], ...]) -> str:
    return "?" + urlencode([("access_token", token), *more])
