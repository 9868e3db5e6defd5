"""The official account of this process: who it is, where the platform stands, its token and its JS ticket."""

import asyncio
from dataclasses import dataclass
from functools import partial
from weakref import WeakKeyDictionary

from kit import settings
from push.channels.outcome import Unreachable
from push.channels.wechat import api, platform
from push.channels.wechat.token_store import TokenStore
from push.channels.wechat.tokens import TokenOwner
from push.settings import ChannelSettings

_ACCOUNTS: WeakKeyDictionary[asyncio.AbstractEventLoop, "Account"] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Account:
    """The settings it was made from, and the owners of its token and of its ticket for scripts on pages."""

    settings: ChannelSettings
    tokens: TokenOwner
    tickets: TokenOwner

    def url(self, path: str) -> str:
        """Return the address of an API."""
        return self.settings.wechat_api_base.rstrip("/") + path

    def link(self, link: str) -> str:
        """Return the whole address of what a message opens; one of ours stands at the public address."""
        return self.settings.public_url.rstrip("/") + link if link.startswith("/") else link


def current() -> Account:
    """Return the account of this event loop; raises Unreachable where no account is set."""
    loop, read = asyncio.get_running_loop(), settings.load(ChannelSettings)
    held = _ACCOUNTS.get(loop)
    if held is None or held.settings is not read:
        if not read.wechat_app_id:
            raise Unreachable("off", "HUIZHI_WECHAT_APP_ID is not set", provider="wechat")
        tokens = TokenOwner(TokenStore(read.wechat_app_id), partial(_fetch, read))
        held = Account(read, tokens, TokenOwner(TokenStore(f"{read.wechat_app_id}:ticket"), _fetch_ticket))
        _ACCOUNTS[loop] = held
    return held


async def _fetch(read: ChannelSettings, force: bool) -> tuple[str, int]:
    """Ask for the stable token (wechat-and-bots.md §1.5); nothing was sent yet, so no failure here is ambiguous."""
    asked = {
        "grant_type": "client_credential",
        "appid": read.wechat_app_id,
        "secret": read.wechat_app_secret.get_secret_value(),
        "force_refresh": force,
    }
    answer = await platform.ask(
        read.wechat_api_base.rstrip("/") + "/cgi-bin/stable_token", asked, expects="access_token"
    )
    return str(answer["access_token"]), int(answer["expires_in"])


async def _fetch_ticket(_force: bool) -> tuple[str, int]:
    """Ask for the ticket that signs configs of pages (§1.11); few calls are allowed, and nothing renews it by force."""
    got = await api.get(current(), "/cgi-bin/ticket/getticket", expects="ticket", type="jsapi")
    answer = platform.accepted(got, "ticket")
    return str(answer["ticket"]), int(answer["expires_in"])
