"""What Telegram remembers: chats, messages, the update queue and the webhook."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from sandbox.config import Config

Json = dict[str, Any]


@dataclass(slots=True)
class Chat:
    """A private chat between the bot and one person; the bot may not speak first."""

    id: int
    name: str
    started: bool = False
    blocked: bool = False
    messages: list[Json] = field(default_factory=list)
    spoke_at: float = 0.0


@dataclass(slots=True)
class Webhook:
    """Where updates are posted; an empty url means that the bot polls."""

    url: str = ""
    secret: str = ""
    allowed: list[str] = field(default_factory=list)
    last_error: str = ""
    last_error_at: int = 0


@dataclass(slots=True)
class TelegramState:
    """One bot."""

    chats: dict[int, Chat]
    webhook: Webhook = field(default_factory=Webhook)
    updates: list[Json] = field(default_factory=list)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    queries: dict[str, Json] = field(default_factory=dict)
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    poller: int = 0
    message_id: int = 0
    update_id: int = 900_000_000


def open_chats(config: Config) -> TelegramState:
    """Open a bot that nobody has spoken to yet."""
    return TelegramState({person.chat_id: Chat(person.chat_id, person.name) for person in config.people})
