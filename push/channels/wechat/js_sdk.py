"""What a page must show WeChat's script before it may use WeChat: a config signed with the account's ticket (§1.11)."""

import asyncio
import hashlib
import secrets
import time
from typing import Final, NamedTuple

from push.channels.outcome import TryLater
from push.channels.wechat import account, platform
from push.channels.wechat.token_store import Token

_FRESH: Final = 60.0  # seconds in which a ticket is not doubted
_PATIENCE: Final = 4.0  # seconds; somebody waits for the page


class Config(NamedTuple):
    """The signed part of `wx.config`, good for one address."""

    app_id: str
    timestamp: int
    nonce: str
    signature: str


async def config(path: str) -> Config:
    """Return the config for one of our pages, by its path and query; raises NotAccepted while there is no ticket."""
    ours, nonce, moment = account.current(), secrets.token_hex(8), int(time.time())
    ticket = await _ticket(ours)
    return Config(ours.settings.wechat_app_id, moment, nonce, signature(ticket.value, nonce, moment, ours.link(path)))


async def doubt() -> None:
    """Let the next config fetch another ticket, for WeChat refused the present one; one fetched just now stays.

    So a browser that always says so costs one call a minute, for all who ask.
    """
    ours = account.current()
    ticket = await _ticket(ours)
    if time.time() - ticket.fetched_at > _FRESH:
        await ours.tickets.refuse(ticket)


async def _ticket(ours: account.Account) -> Token:
    try:
        async with asyncio.timeout(_PATIENCE):
            return await ours.tickets.get()
    except TimeoutError:
        raise TryLater("slow", "no ticket in time", provider=platform.PROVIDER) from None


def signature(ticket: str, nonce: str, timestamp: int, url: str) -> str:
    """Return the sha1 over the four values as they are, by name in order."""
    told = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={url.partition('#')[0]}"
    return hashlib.sha1(told.encode()).hexdigest()  # noqa: S324 — the platform's own way of signing
