"""A furnished house for the tests with a database: people with addresses, what they follow, and what happens."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from kit import database
from kit.clock import now
from kit.ids import new_id
from push import addresses
from push.message import Fact, Message
from subscriptions import follows
from subscriptions.announcing import Announcement, announce_many
from subscriptions.fanout import fan_out_once
from subscriptions.follows import Wish
from subscriptions.topics import ENTERPRISE, topic
from tests.subscriptions.makers import CONTENT, TENANT

Pairs = Collection[tuple[UUID, UUID]]
FIRM = str(TENANT)


async def everybody(pairs: Pairs) -> Pairs:
    """Rights as of a house where everybody may see everything."""
    return pairs


async def nobody(_pairs: Pairs) -> Pairs:
    return ()


async def person(*channels: str) -> UUID:
    """Somebody who can be reached on these channels (on WeChat, if none is named)."""
    who = new_id()
    for channel in channels or ("wechat",):
        await addresses.bind(who, channel, f"{channel}-{who}")
    return who


async def follow(who: UUID, subject: str = FIRM, **changes: Any) -> UUID:
    level = changes.pop("level", ENTERPRISE)
    whole: dict[str, Any] = {
        "person_id": who,
        "channel": "wechat",
        "level": level,
        "topic": topic(level, subject),
        "content": "",
        "tenant_id": TENANT,
        "label": "",
    }
    return (await follows.follow(Wish(**whole | changes))).id


async def somebody_muted() -> UUID:
    """Somebody who follows the enterprise and has muted it."""
    who = await person()
    await follow(who)
    await follow(who, mode="mute")
    return who


def message(number: str = "E261026902330183", status: str = "审核通过") -> Message:
    facts = (Fact("证书号", number, "number"), Fact("审核结果", status, "status"), Fact("处理时间", "09:12", "time"))
    return Message(title="证书审核结果通知", facts=facts, link="/h5/co/x", kind="T1", brief=f"证书{number}{status}。")


def news(**changes: Any) -> Announcement:
    whole: dict[str, Any] = {
        "id": new_id(),
        "document": str(new_id()),
        "enterprise": FIRM,
        "person": None,
        "content": CONTENT,
        "tenant_id": TENANT,
        "seq": 1,
        "urgent": False,
        "message": message(),
        "occurred_at": now(),
        "trace": "0" * 32,
    }
    return Announcement(**whole | changes)


async def happen(*said: Announcement) -> None:
    async with database.transaction():
        await announce_many(said)


async def fan_out(limit: int = 100) -> int:
    return await fan_out_once(limit, everybody)


async def deliveries(**equal: Any) -> list[dict[str, Any]]:
    rows = [dict(row) for row in await database.fetch("select * from deliveries order by id")]
    return [row for row in rows if all(str(row[name]) == str(value) for name, value in equal.items())]


async def suppressions() -> list[dict[str, Any]]:
    return [dict(row) for row in await database.fetch("select * from suppressions order by announcement_id, channel")]


def moment(value: Any) -> datetime:
    return database.as_time(value)
