"""Makers of flights: orders as a fan-out makes them, boarded and committed."""

from uuid import UUID

from kit import database
from kit.clock import now
from push import flights, flying, outbox
from push.flights import Flight
from push.line import Line
from push.outbox import Letter, Order
from tests.push.channel import Told
from tests.push.orders import an_order

WECHAT = ("wechat",)


def threaded(letter: Letter, person: UUID, **other: object) -> Order:
    """An order as a fan-out makes them: of a thread, due now."""
    return an_order(letter, **({"person_id": person, "thread": "document:1", "seq": 2, "due_at": now()} | other))


async def boarded(*orders: Order, letter: Letter) -> list[Flight]:
    """Commit what a fan-out commits: the message, the flights, and the outbox's share."""
    async with database.transaction():
        await outbox.write_messages([letter])
        found, left = await flights.board(orders, WECHAT, now())
        await outbox.enqueue(left)
    return found


async def flown(channel: Told, *orders: Order, letter: Letter) -> list[Flight]:
    found = await boarded(*orders, letter=letter)
    for flight in found:
        await flying.fly(Line("wechat", channel), flight)
    return found
