"""Makers: an order with everything that a test does not speak of filled in."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kit import database
from kit.clock import now
from kit.ids import new_id
from push import addresses
from push.message import Fact, Message
from push.outbox import Lane, Letter, Order, enqueue, write_messages

A_DAY = timedelta(days=1)
THREE_DAYS = timedelta(days=3)


def a_message(title: str = "证书状态变更") -> Message:
    facts = (Fact("单据编号", "C24470ZC12340001", "number"), Fact("状态", "审核通过", "status"))
    return Message(title, facts, kind="T1", brief="证书C24470ZC12340001审核通过。")


def a_letter(message: Message | None = None, **other: Any) -> Letter:
    told = {"id": new_id(), "message": message or a_message(), "trace": "a" * 32, "occurred_at": now()} | other
    return Letter(**told)


def an_order(letter: Letter, **other: Any) -> Order:
    told = {
        "message_id": letter.id,
        "person_id": None,
        "tenant_id": None,
        "subscription_id": None,
        "why": "因：按企业订阅",
        "channel": "wechat",
        "address": f"o{new_id().hex[:27]}",
        "thread": "",
        "seq": 1,
        "lane": Lane.STATUS,
        "due_at": now() - timedelta(seconds=1),
        "expires_at": now() + THREE_DAYS,
    } | other
    return Order(**told)


async def a_person(**values: str) -> UUID:
    """Someone with these addresses: a_person(wechat="o1", sms="13800001234")."""
    person = new_id()
    for channel, value in values.items():
        await addresses.bind(person, channel, value)
    return person


async def put(*orders: Order, letter: Letter | None = None) -> list[UUID]:
    """Write orders, and the letter they are about if it is given, and return their deliveries' ids."""
    async with database.transaction():
        await write_messages([letter] if letter else [])
        await enqueue(orders)
    return [order.id for order in orders]


async def ordered(**other: Any) -> UUID:
    """Write one letter and one order for it; return the delivery's id."""
    letter = a_letter()
    return (await put(an_order(letter, **other), letter=letter))[0]


async def row(delivery_id: UUID) -> dict[str, Any]:
    found = await database.fetch("select * from deliveries where id = $1", delivery_id)
    return dict(found[0])


async def states(*ids: UUID) -> list[str]:
    return [(await row(each))["state"] for each in ids]


class Clock:
    """A clock that moves only when told."""

    def __init__(self) -> None:
        self.moment = now()

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> datetime:
        self.moment += timedelta(**by)
        return self.moment

    def to(self, moment: datetime) -> datetime:
        self.moment = max(self.moment, moment)
        return self.moment


async def due_at(delivery_id: UUID) -> datetime:
    return database.as_time((await row(delivery_id))["due_at"])


async def attempts_of(delivery_id: UUID) -> list[str]:
    sql = "select outcome from attempts where delivery_id = $1 order by no"
    return [each["outcome"] for each in await database.fetch(sql, delivery_id)]


async def counted(sql: str, *args: Any) -> int:
    return int((await database.fetch(f"select count(*) as n from {sql}", *args))[0]["n"])
