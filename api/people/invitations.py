"""How a phone gets at a binding ticket: the official account's QR code with a scene, or the bot's deep link."""

import asyncio
import io
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import orjson
import segno

from api.people import refusals
from api.people.tickets import LIFE, Ticket
from kit import http, logs, settings
from kit.refusals import Weather
from push.address import WECHAT
from push.channels import NotAccepted, Unreachable, wechat
from push.settings import ChannelSettings

_LOG = logs.get("api.people.invitations")
_SCALE: Final = 6  # pixels a module
_NAMES: WeakKeyDictionary[asyncio.AbstractEventLoop, str] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Invitation:
    """What to scan or to tap, and the same as a picture (SVG)."""

    url: str
    svg: str


async def invite(ticket: Ticket) -> Invitation:
    """Return how to reach the ticket from its channel; raises `Refusal` where the channel is off, or `Weather`."""
    url = await (_wechat_url(ticket.scene) if ticket.channel == WECHAT else _telegram_url(ticket.scene))
    picture = io.BytesIO()
    segno.make(url, error="m").save(picture, kind="svg", scale=_SCALE, xmldecl=False, title="绑定二维码")
    return Invitation(url, picture.getvalue().decode())


async def _wechat_url(scene: str) -> str:
    try:
        answer = await wechat.create_qr(scene, int(LIFE.total_seconds()))
    except Unreachable as fault:
        raise refusals.channel_unavailable() from fault
    except NotAccepted as fault:
        raise Weather(f"no QR code: {fault.code}") from None
    return str(answer["url"])


async def _telegram_url(scene: str) -> str:
    loop = asyncio.get_running_loop()
    if loop not in _NAMES:
        _NAMES[loop] = await _bot_name()
    return f"https://t.me/{_NAMES[loop]}?start={scene}"


async def _bot_name() -> str:
    read = settings.load(ChannelSettings)
    token = read.telegram_token.get_secret_value()
    if not token:
        raise refusals.channel_unavailable()
    try:
        answer = await http.client().request("GET", f"{read.telegram_api_base.rstrip('/')}/bot{token}/getMe")
        return str(orjson.loads(answer.body)["result"]["username"])
    except (http.NotSent, http.NoAnswer, orjson.JSONDecodeError, KeyError) as fault:
        _LOG.warning("the bot's name is unknown", error=type(fault).__name__)
        raise Weather("Telegram does not tell the bot's name") from None
