"""What a person types into her phone (上行): handed to the gateway that wrote to her last."""

import json
from urllib.parse import quote

from sandbox.outgoing import Outgoing
from sandbox.sms import reports
from sandbox.sms.state import Sms
from sandbox.world import World


async def say(world: World, number: str, text: str) -> str:
    """Deliver a reply; the provider that took it, or an empty string when nobody listens."""
    last = next((sms for sms in reversed(world.sms.phone(number)) if not sms.incoming), None)
    provider = last.provider if last else ""
    sender = last.sender if last else ""
    world.sms.messages.append(Sms(str(world.next()), world.now(), provider, number, sender, text, "", incoming=True))
    world.version += 1
    if provider == "smpp":
        from sandbox.sms import smpp  # the SMSC is loaded only where it is used

        return provider if await smpp.said(world, number, text) else ""
    url = world.sms.reply_urls.get(provider, "")
    return provider if url and await reports.post(world, provider, _request(world, provider, url, number, text)) else ""


def _request(world: World, provider: str, url: str, number: str, text: str) -> Outgoing:
    if provider == "kannel":
        filled = url.replace("%p", quote(number)).replace("%a", quote(text)).replace("%b", quote(text))
        return Outgoing("GET", filled.replace("%T", str(int(world.now()))))
    stamp = f"{world.local():%Y-%m-%d %H:%M:%S}"
    rows: dict[str, object] = {
        "aliyun": [
            {
                "phone_number": number,
                "send_time": stamp,
                "content": text,
                "sign_name": "",
                "dest_code": "0001",
                "sequence_id": world.next(),
            }
        ],
        "tencent": {
            "extend": "01",
            "mobile": number,
            "nationcode": "86",
            "sign": "",
            "text": text,
            "time": int(world.now()),
        },
    }
    body = json.dumps(rows[provider], ensure_ascii=False).encode()
    return Outgoing("POST", url, body, {"content-type": "application/json;charset=utf-8"})
