"""What the platform remembers of one account: followers, tokens, menus, QR codes and sent messages."""

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from sandbox.config import Config, WechatAccount
from sandbox.wechat.templates import Template, standard_templates

Json = dict[str, Any]


@dataclass(slots=True)
class Entry:
    """One line of a conversation, as the person sees it; `key` is the sender's client_msg_id."""

    id: int
    at: float
    side: str
    kind: str
    text: str
    card: Json = field(default_factory=dict)
    key: str = ""
    msgid: int = 0

    def as_json(self) -> Json:
        """For `GET /sandbox/wechat/messages`."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Credit:
    """Customer messages that one act of the user still allows, until a unix time."""

    left: int
    until: float


@dataclass(slots=True)
class User:
    """A WeChat user as this account sees her."""

    openid: str
    name: str
    unionid: str = ""
    followed: bool = False
    followed_at: int = 0
    scene: str = ""
    scene_source: str = "ADD_SCENE_OTHERS"
    blocks: bool = False
    blacklisted: bool = False
    snapshot: bool = False
    remark: str = ""
    tags: list[int] = field(default_factory=list)
    credits: dict[str, Credit] = field(default_factory=dict)
    consents: Counter[str] = field(default_factory=Counter)
    heard: list[Entry] = field(default_factory=list)
    typing: bool = False


@dataclass(slots=True)
class Token:
    """An access_token; `dies` is when it stops working because a newer one took over."""

    value: str
    family: str
    issued: float
    expires: float
    dies: float


@dataclass(slots=True)
class Scene:
    """What a QR ticket stands for; `expires` None is permanent."""

    ticket: str
    scene: str
    expires: float | None
    url: str


@dataclass(slots=True)
class Media:
    """A file that the app handed in, until it is forgotten."""

    kind: str
    content: bytes
    expires: float


@dataclass(slots=True)
class Grant:
    """An OAuth code on its way back."""

    openid: str
    scope: str
    expires: float
    used: bool = False


@dataclass(slots=True)
class Sent:
    """A template message that was accepted, for idempotency and frequency rules."""

    msgid: int
    at: float
    openid: str
    content: str


@dataclass(slots=True)
class Attempt:
    """One HTTP call of a push and how the app answered."""

    at: float
    url: str
    request: str
    status: int
    answer: str
    verdict: str
    why: str
    elapsed: float


@dataclass(slots=True)
class Push:
    """One event or message on its way to the app; `visible` when a failure would be shown to the user."""

    id: int
    openid: str
    fields: Json
    visible: bool
    plain: str = ""
    attempts: list[Attempt] = field(default_factory=list)
    verdict: str = "pending"
    why: str = ""
    reply: Json = field(default_factory=dict)

    def as_json(self) -> Json:
        """For the inspector and for tests."""
        attempts = [{name: getattr(attempt, name) for name in attempt.__slots__} for attempt in self.attempts]
        return {name: getattr(self, name) for name in self.__slots__} | {"attempts": attempts}


@dataclass(slots=True)
class WechatState:
    """One service account."""

    account: WechatAccount
    users: dict[str, User]
    templates: dict[str, Template]
    tokens: dict[str, Token] = field(default_factory=dict)
    token_calls: int = 0
    forced_at: float = 0.0
    used: Counter[str] = field(default_factory=Counter)
    limits: dict[str, int] = field(default_factory=dict)
    cleared: Counter[str] = field(default_factory=Counter)
    sent: dict[str, Sent] = field(default_factory=dict)
    recent: deque[Sent] = field(default_factory=lambda: deque(maxlen=2000))
    scenes: dict[str, Scene] = field(default_factory=dict)
    menu: Json = field(default_factory=dict)
    conditional: dict[int, Json] = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=lambda: {2: "星标组"})
    tickets: dict[str, tuple[str, float]] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    pushes: deque[Push] = field(default_factory=lambda: deque(maxlen=200))


def open_account(config: Config) -> WechatState:
    """Open the account on its first day: people exist, nobody follows yet."""
    users = {person.openid: User(person.openid, person.name, person.unionid) for person in config.people}
    return WechatState(account=config.wechat, users=users, templates=standard_templates())
