"""How soon a follower hears: receipt stored → provider accepted, on an idle `huizhi up` (SQLite, embedded Valkey).

Receipts are posted as an authority posts them, one at a time, each about another enterprise's certificate with one
follower on WeChat. Both moments are the product's own, from its tables.
"""

import asyncio
import http.client
import sqlite3
import statistics
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from api import startup
from api.people.models import Enterprise, Membership, Person
from kit import database, migrating, settings, signing
from kit.clock import now
from kit.ids import new_id
from kit.settings import House
from push import addresses
from push.address import WECHAT
from subscriptions import follows
from subscriptions.follows import Wish
from subscriptions.topics import ENTERPRISE, EVERYTHING, topic
from tests.bench import house, pipeline, population, processes, scratch
from tests.bench.result import Figure, Missing, Result
from tests.bench.services import Services
from tests.bench.sink import Sink

BOUND = 300  # ms, at the 95th percentile
PAUSE = 0.3  # seconds between a receipt that was pushed and the next
WITHIN = 30.0  # seconds
_SOURCE, _KEY = "gacc", "bench-exchange-key-0123456789abcdef"
_MOMENTS = """
    select inbox.received_at, deliveries.accepted_at from inbox
    join messages on messages.trace = inbox.trace join deliveries on deliveries.message_id = messages.id
    where deliveries.accepted_at is not null"""


def run(services: Services, sink: Sink, n: int) -> Result:
    """Waits for the pushes of n receipts, one after the other."""
    keys = f'{{"{_SOURCE}": "{_KEY}"}}'
    environment = house.settings(sink, services.folder, EXCHANGE_HTTP_KEYS=keys)
    house.enter(environment)
    asyncio.run(_settle(n))
    port, file = scratch.free_ports(1)[0], Path(settings.load(House).database().removeprefix("sqlite://"))
    with house.running(f"up --port {port}", environment, services.folder / "up.log"):
        if not processes.wait_until(lambda: _answers(port), WITHIN):
            raise Missing(f"huizhi up: {(services.folder / 'up.log').read_text()[-1000:]}")
        waits = list(_waits(port, file, n))
    centiles = statistics.quantiles(waits[1:], n=100)  # the first one fetches the account's token
    figures = [Figure("median", statistics.median(waits), "ms"), Figure("p95", centiles[94], "ms", BOUND)]
    return Result("idle", figures=(*figures, Figure("worst", max(waits), "ms"), Figure("receipts", n, "")))


async def _settle(firms: int) -> None:
    await startup.open_house(settings.load(House))
    await migrating.migrate()
    async with database.transaction():
        for number in range(1, firms + 1):
            await _found(number)
    await startup.close_house()


async def _found(number: int) -> None:
    org, moment = f"{number:09d}", now()
    firm = await Enterprise.create(name=org, credit_code=f"91610000{org}X", org_code=org, created_at=moment)
    person = await Person.create(login=org, name="经办人", password_hash="", created_at=moment)
    await Membership.create(person=person, enterprise=firm, role="operator", granted_at=moment)
    await addresses.bind(person.id, WECHAT, f"oHZt5bench{org}")
    await follows.follow(_wish(person.id, firm.id))


def _wish(person_id: UUID, firm_id: UUID) -> Wish:
    return Wish(
        person_id=person_id,
        channel=WECHAT,
        level=ENTERPRISE,
        topic=topic(ENTERPRISE, firm_id),
        content=EVERYTHING,
        tenant_id=firm_id,
        label="",
    )


def _answers(port: int) -> bool:
    try:
        return _request(port, "GET", "/readyz") == http.client.OK
    except OSError:
        return False


def _waits(port: int, file: Path, n: int) -> Iterator[float]:
    """Post the receipts and yield for each the milliseconds until its push was accepted."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as reader:
        for number in range(1, n + 1):
            _post(port, pipeline.receipt(population.NUMBER.format(n=number)))
            if not processes.wait_until(lambda wanted=number: len(_pushed(reader)) == wanted, WITHIN):  # type: ignore[misc]
                raise RuntimeError(f"receipt {number} was not pushed within {WITHIN:.0f} seconds")
            time.sleep(PAUSE)
        yield from ((accepted - stored).total_seconds() * 1000 for stored, accepted in _pushed(reader))


def _pushed(reader: sqlite3.Connection) -> list[tuple[datetime, datetime]]:
    return [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in reader.execute(_MOMENTS)]


def _post(port: int, body: bytes) -> None:
    serial, timestamp = new_id().hex, int(time.time())
    proof = {"X-Huizhi-Id": serial, "X-Huizhi-Timestamp": str(timestamp)}
    signature = signing.sign(_KEY, serial, timestamp, body)
    status = _request(port, "POST", f"/exchange/receipts/{_SOURCE}", body, proof | {"X-Huizhi-Signature": signature})
    if status != http.client.ACCEPTED:
        raise RuntimeError(f"a receipt was answered with {status}")


def _request(port: int, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        return connection.getresponse().status
    finally:
        connection.close()
