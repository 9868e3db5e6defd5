"""The page of 订阅通知: a tap on WeChat's own button there is a consent to one message (docs/adr/0020).

The button needs WeChat's script: this page alone lets it in, and only inside WeChat.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response

from api.people.actor import Actor
from api.portal import wechat_browser
from api.portal.rendering import page
from api.portal.visiting import Visitor, to_sign_in
from kit import logs, settings
from push import addresses
from push.address import WECHAT
from push.channels.outcome import NotAccepted
from push.channels.wechat import consents, js_sdk, notices
from push.settings import ChannelSettings

router = APIRouter(include_in_schema=False)
_LOG = logs.get("api.portal.noticing")
PATH: Final = "/h5/notices"
# Frames are what WeChat asks of pages with a policy; its script writes styles into the page, ours does not.
_POLICY: Final = (
    "default-src 'self'; script-src 'self' {sdk}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "frame-src {sdk} https://*.qq.com webcompt: weixin:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


class Row(NamedTuple):
    """A notice on the page, and how many messages of it may still come."""

    template_id: str
    title: str
    credits: int


def is_offered() -> bool:
    """Tell whether this account has notices that somebody could consent to."""
    ours = settings.load(ChannelSettings)
    return bool(ours.wechat_app_id and ours.wechat_notices)


@router.get(PATH)
async def show(request: Request, actor: Visitor, again: bool = False) -> Response:
    """Show what may be consented to, with WeChat's button inside WeChat, and in words how to do without it.

    `again`: our script says that WeChat refused the last config.
    """
    if actor is None:
        return to_sign_in(request)
    openid = await _openid(actor)
    rows = await _rows(openid)
    inside = bool(rows and openid) and wechat_browser.is_wechats(request)
    config = await _config(request, again) if inside else None
    why = "" if config else _why_not(bound=bool(openid), offered=bool(rows), inside=inside)
    sdk = settings.load(ChannelSettings).wechat_js_sdk
    answer = page("notices.html", rows=rows, config=config, why=why, sdk=sdk)
    if config:
        told = urlsplit(sdk)
        answer.headers["Content-Security-Policy"] = _POLICY.format(sdk=f"{told.scheme}://{told.netloc}")
    return answer


def _why_not(*, bound: bool, offered: bool, inside: bool) -> str:
    if not offered:
        return "本公众号没有订阅通知，关注并绑定后就能收到推送。"
    if not bound:
        return "请先关注公众号并绑定账号。"
    return "微信暂时没有回应，请稍后再打开。" if inside else "请在微信里打开本页，再点“允许”。"


async def _openid(actor: Actor) -> str:
    held = await addresses.of_person(actor.person_id)
    return next((each.address.value for each in held if each.address.channel == WECHAT), "")


async def _rows(openid: str) -> Sequence[Row]:
    if not is_offered():
        return []
    left = await consents.standing(openid)
    return [Row(each.template_id, each.title, left.get(each.template_id, 0)) for each in notices.offers()]


async def _config(request: Request, again: bool) -> js_sdk.Config | None:
    """Return the config for this very address as phones see it; None while WeChat gives no ticket."""
    query = f"?{request.url.query}" if request.url.query else ""
    try:
        if again:
            await js_sdk.doubt()
        return await js_sdk.config(f"{request.url.path}{query}")
    except NotAccepted as fault:
        _LOG.warning("no ticket for the page", code=fault.code)
        return None
