"""Two `huizhi bot` beside each other on PostgreSQL: what WeChat pushes again to the other joins the answer (W-4)."""

import asyncio
import os
import re
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
import pytest

from kit import database
from sandbox.wechat.judge import judged
from tests.bot.pair import a_pair
from tests.bot.postman import ACCOUNT, CALLBACK, Letter, sealed, text
from tests.bot.stage import GAO, Core, World

_PATIENCE = 30.0  # seconds for a process to stand; the machine may be busy


@pytest.fixture(params=["postgres"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Several processes mean PostgreSQL."""
    return str(request.param)


@asynccontextmanager
async def _a_process(database_url: str, redis_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A bot of its own, ready to be posted to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    environment = os.environ | {
        "HUIZHI_DATABASE_URL": database_url,
        "HUIZHI_REDIS_URL": redis_url,
        "HUIZHI_REPLY_SECONDS": "4.5",
    }
    command = [sys.executable, "-m", "huizhi", "bot", "--port", str(port)]
    process = await asyncio.create_subprocess_exec(*command, env=environment)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
            await _stands(client)
            yield client
    finally:
        process.terminate()
        await process.wait()


async def _stands(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(_PATIENCE):
        while True:
            try:
                if (await client.get("/healthz")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)


async def _shown(client: httpx.AsyncClient, letter: Letter) -> str:
    answer = await client.post(CALLBACK, params=letter.query, content=letter.body)
    verdict = judged(answer.text, ACCOUNT, GAO)
    assert verdict.kind == "reply", verdict
    return verdict.reply["Content"]


@asynccontextmanager
async def _held(url: str, number: str) -> AsyncIterator[None]:
    """Somebody else holds the application's row: whoever wants to withdraw it waits."""
    holder = await asyncpg.connect(url)
    try:
        async with holder.transaction():
            await holder.fetch("select id from documents where number = $1 for update", number)
            yield
    finally:
        await holder.close()


async def _code(core: Core, number: str) -> str:
    found = re.search(r"确认码 (\d{4})", await core.say(f"撤回协调单 {number}"))
    assert found
    return found[1]


async def _withdrawals() -> int:
    rows = await database.fetch("select count(*) as n from outgoing where kind = 'coordination_withdrawal'")
    return int(rows[0]["n"])


async def test_a_push_sent_again_to_another_process_joins_the_answer(db: str, valkey: str, world: World) -> None:
    """The code arrives at one process, again at the other while the first is still at work: one deed, one answer."""
    await world.bind()
    await world.coordination("E261026902330183")
    code = await _code(Core(), world.coordination_no)
    async with _a_process(db, valkey) as one, _a_process(db, valkey) as other:
        async with _held(db, world.coordination_no):
            first = asyncio.ensure_future(_shown(one, sealed(text(code, msgid=4242))))
            await asyncio.sleep(0.5)
            second = asyncio.ensure_future(_shown(other, sealed(text(code, msgid=4242))))
            await asyncio.sleep(0.5)
            assert not first.done()
            assert not second.done()
        answers = await asyncio.gather(first, second)
        again = await _shown(other, sealed(text(code, msgid=4242)))
    assert answers[0].startswith(f"✅ 已撤回 {world.coordination_no}")
    assert answers[0] == answers[1] == again
    assert await _withdrawals() == 1


async def test_two_consents_in_two_processes_do_it_once(db: str, valkey: str, world: World) -> None:
    """四眼: both 管理员 type a right code in the same moment, each heard by another process."""
    pair = await a_pair(world)
    request = await pair.asked(pair.li)
    codes = []
    for who in (pair.gao, pair.wang):
        found = re.search(r"确认码 (\d{4})", await who.say(f"同意 {request}"))
        assert found
        codes.append(found[1])
    async with _a_process(db, valkey) as one, _a_process(db, valkey) as other:
        async with _held(db, world.coordination_no):
            first = asyncio.ensure_future(_shown(one, sealed(text(codes[0], msgid=1))))
            fields = text(codes[1], msgid=2) | {"FromUserName": pair.wang.speaker.value}
            second = asyncio.ensure_future(other.post(CALLBACK, params=(by := sealed(fields)).query, content=by.body))
            await asyncio.sleep(1.0)
        answers = [await first, (await second).text]
    shown = [answers[0], judged(answers[1], ACCOUNT, pair.wang.speaker.value).reply["Content"]]
    assert sorted(each[0] for each in shown) == sorted("✅🚫"), shown
    assert (await pair.status(), await _withdrawals()) == ("withdrawn", 1)
