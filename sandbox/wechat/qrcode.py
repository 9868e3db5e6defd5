"""QR codes with a scene (wechat-and-bots.md §1.10)."""

import base64
import io
from typing import Any
from urllib.parse import quote

from sandbox.wechat.api import Call
from sandbox.wechat.errors import ApiError
from sandbox.wechat.state import Scene
from sandbox.world import World

LONGEST, SHORTEST = 2_592_000, 60
PERMANENT = 100_000
SCENE_STR = 64
UINT32 = 2**32


def create(call: Call) -> dict[str, Any]:
    """`qrcode/create`: temporary (60 s unless told, 30 days at most) or permanent (100,000 in all)."""
    action = call.text("action_name")
    scene = _scene(call, action)
    seconds = _life(call, action)
    serial = f"{call.world.next()}:{scene}:{call.world.dice('ticket').getrandbits(256)}"
    ticket = "gQ" + base64.b64encode(serial.encode()).decode()[:90]
    url = f"http://weixin.qq.com/q/{call.world.next():08x}sandbox"
    expires = None if seconds is None else call.world.now() + seconds
    call.world.wechat.scenes[ticket] = Scene(ticket, scene, expires, url)
    life = {} if seconds is None else {"expire_seconds": seconds}
    return {"ticket": ticket, **life, "url": url}


def find(world: World, code: str) -> Scene | None:
    """Find the living QR code of a ticket, of its url or of its scene; None when there is none or it has expired."""
    living = [s for s in world.wechat.scenes.values() if s.expires is None or s.expires > world.now()]
    return next((s for s in reversed(living) if code in {s.ticket, s.url, s.scene}), None)


def picture(world: World, ticket: str) -> bytes | None:
    """Draw the PNG of a ticket, as `showqrcode` serves it."""
    import segno

    scene = find(world, ticket)
    if scene is None:
        return None
    target = io.BytesIO()
    segno.make(scene.url, error="m").save(target, kind="png", scale=10, border=3)
    return target.getvalue()


def shown_at(world: World, ticket: str) -> str:
    """Tell the address of the picture."""
    return f"{world.config.base}/cgi-bin/showqrcode?ticket={quote(ticket, safe='')}"


def _scene(call: Call, action: str) -> str:
    info = call.body.get("action_info")
    scene = info.get("scene") if isinstance(info, dict) else None
    if not isinstance(scene, dict):
        raise ApiError(40053)
    if action in {"QR_STR_SCENE", "QR_LIMIT_STR_SCENE"}:
        text = scene.get("scene_str")
        if not isinstance(text, str) or not 1 <= len(text) <= SCENE_STR:
            raise ApiError(40053)
        return text
    number, most = scene.get("scene_id"), UINT32 - 1 if action == "QR_SCENE" else PERMANENT
    if not isinstance(number, int) or not 1 <= number <= most:
        raise ApiError(40053)
    return str(number)


def _life(call: Call, action: str) -> int | None:
    if action in {"QR_LIMIT_SCENE", "QR_LIMIT_STR_SCENE"}:
        if sum(scene.expires is None for scene in call.world.wechat.scenes.values()) >= PERMANENT:
            raise ApiError(45009)
        return None
    if action not in {"QR_SCENE", "QR_STR_SCENE"}:
        raise ApiError(40053)
    seconds = call.body.get("expire_seconds", SHORTEST)
    if not isinstance(seconds, int) or seconds < 1:
        raise ApiError(40035)
    return min(seconds, LONGEST)
