"""How long WeChat waits for us: encrypted messages at 100 a second, answered by `huizhi bot` on PostgreSQL.

Each message is sent at its appointed time whatever became of the others, and its wait counts from that time; each
answer is opened and checked as the platform does. Speakers are bound; what they say reads, writes, or is not
understood.
"""

import asyncio
import os
import random
import statistics
import sys
import time
import urllib.error
import urllib.request
from typing import Any

import aiohttp

from kit import database, migrating
from push import addresses
from push.address import WECHAT
from sandbox.config import Config
from sandbox.wechat import bodies, envelope
from sandbox.wechat.judge import judged
from tests.api.documents.makers import a_document, a_person, an_enterprise
from tests.bench import scratch
from tests.bench.meter import metered
from tests.bench.processes import Spawn, running
from tests.bench.result import Figure, Result
from tests.bench.services import Services
from tests.bench.sink import Sink
from tests.support.models import MODELS

RATE = 100  # a second
WARM_UP = 200  # messages
SPEAKERS = [f"oBench{number:022}" for number in range(200)]
NUMBER = "E261026902330183"
LINES = ("帮助", NUMBER, "我的订阅", "菜单", "订阅 企业", f"订阅 {NUMBER}", "免打扰", "今天天气")
BOUND = 100.0  # ms
ACCOUNT = Config().wechat
_DICE = random.Random(11)


def run(services: Services, _sink: Sink, n: int) -> Result:
    """Send `n` messages after a warm-up, and return the percentiles of their answers."""
    port = scratch.free_ports(1)[0]
    asyncio.run(_furnish(services.postgres().url))
    words = [sys.executable, "-m", "huizhi", "bot", "--port", str(port)]
    spawn = Spawn(words, services.folder / "bot.log", env=os.environ | _environment(services))
    with running(spawn, lambda: _lives(port), within=60) as bot:
        asyncio.run(_converse(f"http://127.0.0.1:{port}/wechat/callback", 0, WARM_UP))
        parts = {"bot": [bot.pid], "postgres": [services.postgres().pid], "valkey": [services.valkey().pid]}
        with metered(parts, {"WeChat": [os.getpid()]}) as window:
            took = asyncio.run(_converse(f"http://127.0.0.1:{port}/wechat/callback", WARM_UP, n))
    spent = window.result("callback", n)
    shares = [Figure(f"CPU of a message, {part}", round(1000 * used / n, 2), "ms") for part, used in spent.cpu.items()]
    return Result(
        "callback",
        figures=(*_figures(took), *shares),
        note=f"{n} messages, {RATE} a second; {spent.elsewhere:.0%} used by others",
    )


def _environment(services: Services) -> dict[str, str]:
    return {
        "HUIZHI_DATABASE_URL": services.postgres().url,
        "HUIZHI_REDIS_URL": services.valkey().url,
        "HUIZHI_DATA_DIR": str(services.folder),
        "HUIZHI_SECRET_KEY": "a-secret-key-for-the-bench-0123456789",
        "HUIZHI_WECHAT_APP_ID": ACCOUNT.appid,
        "HUIZHI_WECHAT_ORIGINAL_ID": ACCOUNT.original_id,
        "HUIZHI_WECHAT_TOKEN": ACCOUNT.token,
        "HUIZHI_WECHAT_ENCODING_AES_KEY": ACCOUNT.encoding_aes_key,
    }


async def _furnish(url: str) -> None:
    await database.connect(url, MODELS)
    await migrating.migrate()
    enterprise = await an_enterprise()
    await a_document(enterprise, NUMBER)
    for openid in SPEAKERS:
        await addresses.bind((await a_person(enterprise)).person_id, WECHAT, openid)
    await database.disconnect()


def _lives(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


async def _converse(url: str, first: int, n: int) -> list[float]:
    """Return how long each of `n` messages waited, in milliseconds, in ascending order."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        begins = time.perf_counter() + 0.2
        asked = [_ask(http, url, first + number, begins + number / RATE) for number in range(n)]
        return sorted(await asyncio.gather(*asked))


async def _ask(http: aiohttp.ClientSession, url: str, number: int, due: float) -> float:
    await asyncio.sleep(due - time.perf_counter())
    openid = SPEAKERS[number % len(SPEAKERS)]
    query, body = _sealed(openid, _DICE.choice(LINES), number)
    async with http.post(url, params=query, data=body) as answer:
        text = await answer.text()
    took = time.perf_counter() - due
    verdict = judged(text, ACCOUNT, openid)
    if answer.status != 200 or verdict.kind != "reply" or "系统忙" in verdict.reply["Content"]:
        raise RuntimeError(f"message {number}: {answer.status} {verdict}")
    return took * 1000


def _sealed(openid: str, line: str, number: int) -> tuple[dict[str, str], str]:
    now = str(int(time.time()))
    fields: dict[str, Any] = {"ToUserName": ACCOUNT.original_id, "FromUserName": openid, "CreateTime": now}
    fields |= {"MsgType": "text", "Content": line, "MsgId": 10**16 + number}
    secret = envelope.sealed(bodies.rendered(fields, "xml"), ACCOUNT.encoding_aes_key, ACCOUNT.appid, _DICE)
    nonce = str(_DICE.randrange(10**9))
    signed = envelope.signature(ACCOUNT.token, now, nonce, secret)
    query = {"timestamp": now, "nonce": nonce, "encrypt_type": "aes", "msg_signature": signed}
    return query, bodies.rendered({"ToUserName": ACCOUNT.original_id, "Encrypt": secret}, "xml")


def _figures(took: list[float]) -> tuple[Figure, ...]:
    cuts = statistics.quantiles(took, n=1000, method="inclusive")
    return (
        Figure("p50", round(cuts[499], 1), "ms"),
        Figure("p99", round(cuts[989], 1), "ms", bound=BOUND),
        Figure("p99.9", round(cuts[998], 1), "ms"),
        Figure("slowest", round(took[-1], 1), "ms"),
    )
