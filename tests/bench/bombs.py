"""F-2: how soon people are answered by `huizhi up` (SQLite) while 20 bombs at a time are thrown at it as uploads.

A quiet window and one under bombs follow each other, several times. Requests of a clerk's day, three reads to a write,
are sent at their appointed times whatever became of the others, and a wait counts from that time. Who throws has the
least right to the processor, as somebody elsewhere would have none at all.
"""

import asyncio
import json
import random
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import aiohttp
import psutil

from api import startup
from api.people.models import Person
from kit import database, migrating, settings
from kit.settings import House
from tests.api import things
from tests.api.people import makers
from tests.api.world import World
from tests.bench import house, processes, scratch
from tests.bench.result import Figure, Missing, Result
from tests.bench.services import Services
from tests.bench.sink import Sink

BOMBS = 20  # at a time
RATE = 25  # requests of ordinary people a second
PEOPLE = 5  # of each of the two enterprises
WINDOWS = 6  # pairs: a quiet one, one under bombs
BOUND = 2.0  # times the quiet p99
GROWN = 8.0  # MiB that the product may keep of all of it
_SETTLING = 1.0  # seconds between throwing and measuring
_DICE = random.Random(29)
_PARTY = "/api/v1/masterdata/parties/importer"
_READS = (
    "/api/v1/certificates?list=general&authority=customs",
    "/api/v1/documents",
    "/api/v1/files/rules",
    _PARTY,
)


@dataclass(frozen=True)
class _Clerks:
    """Ordinary people at work: n requests at a steady rate, in turn by each of them."""

    base: str
    tokens: list[str]
    n: int

    async def ask(self) -> list[float]:
        """Return how long each request waited, in ms."""
        async with aiohttp.ClientSession(self.base, connector=aiohttp.TCPConnector(limit=0)) as http:
            begins = time.perf_counter() + 0.1
            asked = (self._ask(http, number, begins + number / RATE) for number in range(self.n))
            return list(await asyncio.gather(*asked))

    async def _ask(self, http: aiohttp.ClientSession, number: int, due: float) -> float:
        await asyncio.sleep(due - time.perf_counter())
        wish: dict[str, Any] = {"method": "GET", "url": _READS[number % len(_READS)]}
        if number % 4 == 3:
            party = {"code": f"{_DICE.randrange(16**8):08x}", "name_en": "BENCH"}
            wish = {"method": "POST", "url": _PARTY, "json": {"form": party}}
        headers = {"authorization": f"Bearer {self.tokens[number % len(self.tokens)]}"}
        async with http.request(**wish, headers=headers) as answer:
            told = await answer.text()
        if answer.status not in {200, 201}:
            raise RuntimeError(f"{wish['url']}: {answer.status} {told[:300]}")
        return 1000 * (time.perf_counter() - due)


@dataclass
class _Windows:
    """Waits in ms of each window, what became of bombs, and the most children seen at once."""

    quiet: list[list[float]] = field(default_factory=list)
    busy: list[list[float]] = field(default_factory=list)
    thrown: Counter[str] = field(default_factory=Counter)
    children: int = 0


def run(services: Services, sink: Sink, n: int) -> Result:
    """Measure with n requests of ordinary people in each window."""
    environment = house.settings(sink, services.folder)
    house.enter(environment)
    clerks, throwers = asyncio.run(_furnish())
    port, log = scratch.free_ports(1)[0], services.folder / "up.log"
    base = f"http://127.0.0.1:{port}"
    with house.running(f"up --port {port}", environment, log) as (pid,), _thrower(base, throwers) as thrower:
        if not processes.wait_until(lambda: _lives(base), within=60):
            raise Missing(f"huizhi up: {log.read_text()[-1000:]}")
        found, grown = _measured(psutil.Process(pid), _Clerks(base, clerks, n), thrower)
    return Result("bombs", figures=tuple(_figures(found, grown)), note=_note(found, n))


async def _furnish() -> tuple[list[str], list[str]]:
    """Found two enterprises, the first with some papers; return the tokens of their people.

    They are several because each may ask no more than so often a minute.
    """
    await startup.open_house(settings.load(House))
    await migrating.migrate()
    enterprise, person = await makers.founded()
    there = World(enterprise_id=enterprise.id, boss=await makers.at_work(person), persons={"admin": person})
    for thing in ("own_certificate", "approved_certificate", "licence", "party") * 5:
        await things.MADE[thing](there)
    _, other = await makers.founded("thrower", makers.OTHER_CREDIT_CODE)
    tokens = [await _tokens(each) for each in (person, other)]
    await database.disconnect()
    return tokens[0], tokens[1]


async def _tokens(boss: Person) -> list[str]:
    actor = await makers.at_work(boss)
    clerks = [await makers.an_operator(actor, f"{boss.login}{number}") for number in range(PEOPLE - 1)]
    return [await makers.a_token(each) for each in (boss, *clerks)]


@contextmanager
def _thrower(base: str, tokens: list[str]) -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-m", "tests.bench.throwing", base, str(BOMBS)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as thrower:
        _say(thrower, " ".join(tokens))
        try:
            yield thrower
        finally:
            thrower.kill()


def _lives(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/readyz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _measured(product: psutil.Process, clerks: _Clerks, thrower: subprocess.Popen[str]) -> tuple[_Windows, float]:
    """Return the windows, and by how many MiB the product grew from the first bombs to the last."""
    found, before = _Windows(), 0
    asyncio.run(clerks.ask())  # what is imported at its first use is in no window
    _under_bombs(product, clerks, thrower)
    before = product.memory_info().rss
    for _ in range(WINDOWS):
        found.quiet.append(asyncio.run(clerks.ask()))
        waits, thrown, children = _under_bombs(product, clerks, thrower)
        found.busy.append(waits)
        found.thrown["slowest"] = max(found.thrown["slowest"], thrown.pop("slowest"))
        found.thrown.update(thrown)
        found.children = max(found.children, children)
    return found, (product.memory_info().rss - before) / 2**20


def _under_bombs(
    product: psutil.Process, clerks: _Clerks, thrower: subprocess.Popen[str]
) -> tuple[list[float], Counter[str], int]:
    assert thrower.stdout is not None
    _say(thrower, "go")
    time.sleep(_SETTLING)
    with _counting(product) as children:
        waits = asyncio.run(clerks.ask())
    _say(thrower, "stop")
    return waits, Counter(json.loads(thrower.stdout.readline())), max(children)


@contextmanager
def _counting(product: psutil.Process) -> Iterator[list[int]]:
    """Count the examining children every 50 ms."""
    seen, ended = [0], threading.Event()

    def look() -> None:
        while not ended.wait(0.05):
            seen.append(sum("readers" in " ".join(_words(child)) for child in product.children()))

    thread = threading.Thread(target=look)
    thread.start()
    yield seen
    ended.set()
    thread.join()


def _words(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def _figures(found: _Windows, grown: float) -> Iterator[Figure]:
    quiet, busy = ([p99(window) for window in windows] for windows in (found.quiet, found.busy))
    yield Figure("p99 quiet, median window", statistics.median(quiet), "ms")
    yield Figure("p99 under bombs, median window", statistics.median(busy), "ms")
    yield Figure("under bombs ÷ quiet", statistics.median(busy) / statistics.median(quiet), "×", BOUND)
    yield Figure("p50 under bombs", statistics.median(chain(*found.busy)), "ms")
    yield Figure("slowest bomb", found.thrown["slowest"], "ms")
    yield Figure("children at once", found.children, "")
    yield Figure("product grew by", grown, "MiB", GROWN)


def _note(found: _Windows, n: int) -> str:
    pairs = zip(found.quiet, found.busy, strict=True)
    windows = ", ".join(f"{p99(quiet):.0f} → {p99(busy):.0f}" for quiet, busy in pairs)
    answers = ", ".join(f"{count} × {status}" for status, count in sorted(found.thrown.items()) if status.isdigit())
    return f"{WINDOWS} pairs of windows of {n} requests, {RATE} a second; p99 of each {windows} ms; bombs: {answers}"


def p99(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=100, method="inclusive")[98]


def _say(thrower: subprocess.Popen[str], word: str) -> None:
    assert thrower.stdin is not None
    thrower.stdin.write(f"{word}\n")
    thrower.stdin.flush()
