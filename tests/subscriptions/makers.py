"""Things for the tests of this room, each whole unless the test says otherwise."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from kit.ids import new_id
from subscriptions.topics import DOCUMENT, ENTERPRISE, PERSON, topic
from subscriptions.vocabulary import Announced, Circle, Follower

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
DAY = timedelta(days=1)
TENANT = UUID(int=7)
CONTENT = "trade/origin/customs"


def announced(**changes: Any) -> Announced:
    whole: dict[str, Any] = {
        "id": new_id(),
        "document_topic": topic(DOCUMENT, "d"),
        "enterprise_topic": topic(ENTERPRISE, "e"),
        "person_topic": topic(PERSON, "p"),
        "content": CONTENT,
        "tenant_id": TENANT,
        "seq": 1,
        "urgent": False,
        "trace": "0" * 32,
        "created_at": NOON,
    }
    return Announced(**whole | changes)


def follower(person: UUID, **changes: Any) -> Follower:
    whole: dict[str, Any] = {
        "id": new_id(),
        "person_id": person,
        "channel": "wechat",
        "level": ENTERPRISE,
        "content": "",
        "mode": "follow",
        "valid_from": NOON - DAY,
        "valid_until": None,
    }
    return Follower(**whole | changes)


def circle(*persons: UUID, **changes: Any) -> Circle:
    """Everybody reachable on every channel, with every right and no quiet hours."""
    whole: dict[str, Any] = {
        "addresses": {(each, channel): f"{channel}-{each}" for each in persons for channel in ("wechat", "sms")},
        "lost": set(),
        "quiet": {},
        "rights": {(each, TENANT) for each in persons},
        "now": NOON,
    }
    return Circle(**whole | changes)
