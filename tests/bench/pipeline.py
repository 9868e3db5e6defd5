"""Ours, whole: receipts stored in the inbox → the register moved → matched → rendered → sent → recorded, with attempts.

The receipts are the customs' published XML, stored by the inbox's own function, a folder's worth at a time. All the
rest is `huizhi worker`, as often as there are cores, with nothing changed or left out: rights, order, pace, bursts.
"""

import asyncio
import os
import time
from collections.abc import Iterator

import uvloop

from api import startup
from api.exchange import inbox
from api.exchange.inbox import Mail
from kit import database, migrating
from kit.settings import House, load
from tests.bench import house, meter, population
from tests.bench.population import FOLLOWERS
from tests.bench.result import Result
from tests.bench.services import Services
from tests.bench.sink import Sink

WORKERS = 2
TOGETHER = 200  # receipts of one transaction, as `huizhi receipts load` and the folder gateway store them
WARM_UP = 100  # receipts before the clock starts: the workers are up, with token and connections
WITHIN = 120.0  # seconds
_LEFT = """
    select (select count(*) from deliveries where state <> 'accepted') as unsent,
           (select count(*) from deliveries) as deliveries, (select count(*) from attempts) as attempts,
           (select count(*) from suppressions) as suppressed"""
_RECEIPT = (
    '<?xml version="1.0" encoding="UTF-8"?><Receipt><CertNo>{number}</CertNo><ReceiveTime>2026-01-06T10:00:00'
    "</ReceiveTime><Channel>6</Channel><CusRespData><RepType>5</RepType><RspGenTime>2026-01-06T10:00:00</RspGenTime>"
    "</CusRespData></Receipt>"
)


def run(services: Services, sink: Sink, n: int) -> Result:
    """Takes n deliveries, three to a receipt, all the way."""
    environment = house.on_servers(services, sink)
    house.enter(environment)
    return uvloop.run(_measured(services, sink, n // FOLLOWERS))


async def _measured(services: Services, sink: Sink, receipts: int) -> Result:
    await startup.open_house(load(House))
    await migrating.migrate()
    await population.settle(receipts + WARM_UP)
    log = services.folder / "workers.log"
    with house.running("worker", os.environ, log, WORKERS):
        await _take(
            sink, range(receipts + 1, receipts + WARM_UP + 1)
        )  # both workers are up, with token and connections
        parts = {"ours": [os.getpid()], "postgres": [services.postgres().pid], "valkey": [services.valkey().pid]}
        sink.reset()
        with meter.metered(parts, {"sink": [sink.pid]}) as window:
            await _take(sink, range(1, receipts + 1))
    await _prove(receipts + WARM_UP)
    await startup.close_house()
    people = f"{receipts * FOLLOWERS:,} people of {receipts:,} enterprises"
    return window.result("Huizhi", receipts * FOLLOWERS, f"{WORKERS} workers and a door; {people}, each told once")


async def _take(sink: Sink, numbers: range) -> None:
    """Store the receipts and wait until each delivery is written down."""
    for mail in _batches(numbers):
        await inbox.store_many(mail)
    deadline = time.monotonic() + WITHIN
    while sink.requests() < len(numbers) * FOLLOWERS or await _open():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{sink.requests()} of {len(numbers) * FOLLOWERS} sent within {WITHIN:.0f} seconds")
        await asyncio.sleep(0.05)  # looking is not free, and counted to us


def _batches(numbers: range) -> Iterator[list[Mail]]:
    for start in range(0, len(numbers), TOGETHER):
        yield [_mail(number) for number in numbers[start : start + TOGETHER]]


def _mail(n: int) -> Mail:
    number = population.NUMBER.format(n=n)
    serial = f"Receipt|{number}|RepType5|2026-01-06T10:00:00"
    return Mail(source="gacc", serial=serial, body=receipt(number), origin=f"InBox/Successed_{number}.xml")


def receipt(number: str) -> bytes:
    """The customs' word that they approved this certificate, as their client delivers it."""
    return _RECEIPT.format(number=number).encode()


async def _open() -> bool:
    sql = "select exists (select 1 from deliveries where shelf = 0) or exists (select 1 from flights) as some"
    return bool((await database.fetch(sql))[0]["some"])


async def _prove(receipts: int) -> None:
    """Every delivery was accepted by the provider and has its attempt in the log."""
    (found,) = await database.fetch(_LEFT)
    due = receipts * FOLLOWERS
    if dict(found) != {"unsent": 0, "deliveries": due, "attempts": due, "suppressed": 0}:
        raise RuntimeError(f"not everything was recorded: {dict(found)} of {due}")
