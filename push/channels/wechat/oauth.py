"""Who opens a page in WeChat: the authorisation address, and the code that comes back from it (§1.11, snsapi_base)."""

import asyncio
from typing import Final, NamedTuple
from urllib.parse import urlencode

from push.channels.outcome import NotAccepted, TryLater
from push.channels.wechat import account, platform

_PATIENCE: Final = 4.0  # seconds; somebody looks at an empty page meanwhile
_BAD_CODE: Final = frozenset({"40029", "40163", "42003"})


class BadCode(Exception):
    """The code is wrong, used or expired: another authorisation brings another code."""


class Visitor(NamedTuple):
    """Who came; an account made up for the snapshot mode is nobody's."""

    openid: str
    is_snapshot: bool


def authorise_url(back: str, state: str) -> str:
    """Return where WeChat silently learns who asks, to come back to our path `back` with a code and the state."""
    ours = account.current()
    asked = {"appid": ours.settings.wechat_app_id, "redirect_uri": ours.link(back), "response_type": "code"}
    query = urlencode(asked | {"scope": "snsapi_base", "state": state})
    return f"{ours.settings.wechat_open_base.rstrip('/')}/connect/oauth2/authorize?{query}#wechat_redirect"


async def visitor(code: str) -> Visitor:
    """Return whom a code stands for; raises BadCode, or NotAccepted while WeChat cannot tell."""
    ours = account.current()
    asked = {"appid": ours.settings.wechat_app_id, "secret": ours.settings.wechat_app_secret.get_secret_value()}
    query = urlencode(asked | {"code": code, "grant_type": "authorization_code"})
    try:
        async with asyncio.timeout(_PATIENCE):
            answer = await platform.ask(ours.url(f"/sns/oauth2/access_token?{query}"), None, expects="openid")
    except TimeoutError:
        raise TryLater("slow", "no answer in time", provider=platform.PROVIDER) from None
    except NotAccepted as fault:
        if fault.code in _BAD_CODE:
            raise BadCode from fault
        raise
    return Visitor(str(answer["openid"]), answer.get("is_snapshotuser") == 1)
