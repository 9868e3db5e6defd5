"""What delivering itself costs, whole CPU a delivery: `python -m tests.push.overhead [deliveries]`.

20,000 WeChat orders, three for a message, on a PostgreSQL with fsync, into a channel that says yes at once: what is
left is claiming, sifting, pacing and recording with the attempt log, in Python and in PostgreSQL.
"""

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import uvloop

from kit import database, logs, migrating, redis
from kit.ids import new_id
from push import outbox
from push.channels.outcome import Parcel, Ticket
from push.delivering import run
from push.outbox import Letter, Order
from tests.bench.meter import metered
from tests.push.orders import a_letter, an_order
from tests.support.models import MODELS
from tests.support.servers import Postgres, Valkey

FOLLOWERS = 3
_BATCH = 500


class Yes:
    """Takes everything at once."""

    def __init__(self, until: int) -> None:
        self._until = until
        self.taken = 0
        self.done = asyncio.Event()

    async def send(self, _parcel: Parcel) -> Ticket:
        self.taken += 1
        if self.taken == self._until:
            self.done.set()
        return Ticket("wechat", str(4_000_000_000 + self.taken))


async def fill(count: int) -> float:
    """Write the orders as fan-out does, in batches; return the seconds it took."""
    began = time.perf_counter()
    for _ in range(0, count, _BATCH):
        letters = [a_letter() for _ in range(-(-_BATCH // FOLLOWERS))]
        orders = [_order(letters[n // FOLLOWERS]) for n in range(_BATCH)]
        await outbox.post(letters, orders)
    return time.perf_counter() - began


def _order(letter: Letter) -> Order:
    person = new_id()  # one message each: pace would make them wait for a second one
    return an_order(letter, person_id=person, address=f"o{person}", thread=f"document:{letter.id}", seq=7)


async def _bind(count: int) -> None:
    sql = """insert into addresses select id, id, 'wechat', 'o' || id, 'active', '', now(), now()
             from (select distinct person_id as id from deliveries) as persons"""
    await database.execute(sql)
    await database.execute("analyze")


async def measure(count: int, postgres: Postgres, valkey: Valkey) -> None:
    redis.connect(valkey.url(1))
    postgres.sql("create database overhead")
    await database.connect(postgres.url("overhead"), MODELS)
    await migrating.migrate()
    parts = {"ours": [os.getpid()], "postgres": [_postmaster(postgres)], "valkey": [_pid_of(valkey)]}
    with metered(parts) as filling:
        seconds = await fill(count)
    _print("enqueue", filling.result("enqueue", count))
    print(f"  {count / seconds:,.0f} orders a second")
    await _bind(count)
    channel, stop = Yes(count), asyncio.Event()
    with metered(parts) as window:
        running = asyncio.create_task(run({"wechat": channel}, stop=stop))
        await channel.done.wait()
        stop.set()
        await running
    _print("deliver", window.result("deliver", count))
    states = await database.fetch("select state, count(*) as n from deliveries group by 1")
    print(f"  {count / window.seconds:,.0f} deliveries a second;", {row["state"]: row["n"] for row in states})
    assert (await database.fetch("select count(*) as n from attempts"))[0]["n"] == count
    await database.disconnect()
    await redis.disconnect()


def _print(name: str, result: object) -> None:
    cpu = {part: f"{seconds / result.items * 1e6:.1f}" for part, seconds in result.cpu.items()}  # type: ignore[attr-defined]
    whole = sum(result.cpu.values()) / result.items * 1e6  # type: ignore[attr-defined]
    print(f"{name}: {whole:.1f} µs CPU each {cpu}; elsewhere {result.elsewhere:.0%}")  # type: ignore[attr-defined]


def _postmaster(postgres: Postgres) -> int:
    return int(Path(postgres.directory, "data", "postmaster.pid").read_text().split()[0])


def _pid_of(valkey: Valkey) -> int:
    assert valkey._process
    return valkey._process.pid


def main(arguments: Sequence[str]) -> None:
    logs.configure(level="WARNING")
    postgres, valkey = Postgres(durable=True).start(), Valkey().start()
    try:
        uvloop.run(measure(int(arguments[0]) if arguments else 20_000, postgres, valkey))
    finally:
        postgres.stop()
        valkey.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
