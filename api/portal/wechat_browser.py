"""Whether a page is opened inside WeChat, where its own sign-in can be asked."""

from typing import Final
from urllib.parse import quote

from fastapi import Request

from api.portal.settings import PortalSettings
from kit import settings
from push.settings import ChannelSettings

START: Final = "/h5/wechat/start"
_WECHAT: Final = "MicroMessenger"
_WECOM: Final = "wxwork"  # 企业微信, which names both and knows no official account
_SANDBOX: Final = "sandbox_openid"


def is_one(request: Request) -> bool:
    """Tell whether this is WeChat's browser, and there is an official account that may ask who it is."""
    ours = settings.load(ChannelSettings)
    return bool(ours.wechat_app_id) and ours.wechat_sign_in and is_wechats(request)


def is_wechats(request: Request) -> bool:
    """Tell whether this is WeChat's own browser."""
    agent = request.headers.get("user-agent", "")
    if _WECHAT in agent:
        return _WECOM not in agent
    # The sandbox's phone is a page in any browser; whose it is, its cookie says.
    return bool(settings.load(PortalSettings).dev_world) and _SANDBOX in request.cookies


def way_in(request: Request, wanted: str) -> str:
    """Return the link that signs in by WeChat and goes on to a page of ours; '' where there is none."""
    return f"{START}?next={quote(wanted, safe='')}" if is_one(request) else ""
