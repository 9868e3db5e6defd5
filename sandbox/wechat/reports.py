"""Delivery reports of template messages and 订阅通知: pushed later, as events."""

import asyncio
from typing import Any

from sandbox.fate import pause, rolls
from sandbox.wechat import pusher
from sandbox.world import World

ERROR_CODES = {"success": 0, "failed:user block": 43101, "failed: system failed": -1, "failed:freq limit": 43117}


def template_event(msgid: int, status: str) -> dict[str, Any]:
    """TEMPLATESENDJOBFINISH; the element is `MsgID`, with a capital D."""
    return {"MsgType": "event", "Event": "TEMPLATESENDJOBFINISH", "MsgID": msgid, "Status": status}


def bizsend_event(template_id: str, msgid: int, status: str) -> dict[str, Any]:
    """subscribe_msg_sent_event."""
    code = ERROR_CODES[status]
    row = {"TemplateId": template_id, "MsgID": str(msgid), "ErrorCode": str(code), "ErrorStatus": status}
    return {"MsgType": "event", "Event": "subscribe_msg_sent_event", "SubscribeMsgSentEvent": {"List": row}}


def schedule(world: World, openid: str, event: dict[str, Any]) -> None:
    """Push the event after the knobs' delay, as often as the knobs say, or never."""
    knobs = world.knobs.wechat
    if rolls(world, "wechat.report_lost", knobs.report_lost_rate):
        return
    for _ in range(knobs.report_copies):
        wait = pause(world, "wechat.report", knobs.report_delay, knobs.report_jitter)
        world.spawn(_later(world, openid, event, wait))


async def _later(world: World, openid: str, event: dict[str, Any], wait: float) -> None:
    await asyncio.sleep(wait)
    await pusher.push(world, openid, event, visible=False)
