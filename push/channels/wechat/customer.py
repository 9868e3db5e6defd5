"""Customer messages and QR codes: what the bot and the binding page ask of the platform (§1.9, §1.10)."""

from typing import Any
from urllib.parse import urlencode

from push.channels.outcome import Ticket
from push.channels.wechat import account, api, platform

_LONGEST_QR = 2_592_000  # seconds: thirty days
_LONGEST_SCENE = 64
_SHOW = "https://mp.weixin.qq.com/cgi-bin/showqrcode"


async def send_text(openid: str, text: str) -> Ticket:
    """Send a text to someone who wrote within 48 hours; raises Unreachable (45015, 45047) when the window is closed."""
    payload = {"touser": openid, "msgtype": "text", "text": {"content": text}}
    answer = platform.accepted(await api.post(account.current(), "/cgi-bin/message/custom/send", payload))
    return Ticket(platform.PROVIDER, str(answer.get("msgid", "")), settled=True)


async def send_picture(openid: str, png: bytes) -> Ticket:
    """Send a picture to someone who wrote within 48 hours: uploaded first, then named; raises as `send_text`."""
    ours = account.current()
    file = platform.File("media", "picture.png", "image/png", png)
    uploaded = await api.upload(ours, "/cgi-bin/media/upload", file, expects="media_id", type="image")
    media_id = platform.accepted(uploaded, "media_id")["media_id"]
    payload = {"touser": openid, "msgtype": "image", "image": {"media_id": media_id}}
    answer = platform.accepted(await api.post(ours, "/cgi-bin/message/custom/send", payload))
    return Ticket(platform.PROVIDER, str(answer.get("msgid", "")), settled=True)


async def create_qr(scene: str, seconds: int) -> dict[str, Any]:
    """Return `ticket`, `url` (what the picture encodes) and `image` (the platform's picture) of a passing QR code.

    `scene` must be random and single-use (B-1); permanent codes are not offered.
    """
    if not 0 < len(scene) <= _LONGEST_SCENE or not 0 < seconds <= _LONGEST_QR:
        raise ValueError("a scene of 1 to 64 characters, for up to thirty days")
    action = {"scene": {"scene_str": scene}}
    payload = {"expire_seconds": seconds, "action_name": "QR_STR_SCENE", "action_info": action}
    made = await api.post(account.current(), "/cgi-bin/qrcode/create", payload, expects="ticket")
    answer = platform.accepted(made, "ticket")
    ticket = str(answer["ticket"])
    return {"ticket": ticket, "url": str(answer["url"]), "image": f"{_SHOW}?{urlencode({'ticket': ticket})}"}
