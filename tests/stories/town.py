"""A whole town in one process: the outside world, the house's doors, its worker with all loops, and Telegram's ears."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from api import coordination, demo, people, worker
from api.main import create_app
from api.people.models import Membership, Person
from bot import main as bot
from bot import memory
from bot import telegram as ears
from bot.settings import TelegramSettings
from kit import database, http, settings
from sandbox.config import Config
from sandbox.serving import running
from tests.api.coordination.makers import a_form, linked
from tests.stories.conftest import Outside, _environment, stage_of
from tests.stories.test_there_and_back import _Guest

CERTIFICATE = "E261026902330183"
_PATIENCE = 30  # seconds; the import client looks at its folders every second, the machine may be busy
_SIGNS = ("⚠️", "✅", "🚫", "⏳", "❓")
_LINK = re.compile(r'<a href="weixin://[^"]*">([^<]*)</a>')


@dataclass
class Town:
    """What a story does and sees: people with phones, the customs' desk, the register."""

    outside: Outside
    number: str = ""
    document_id: Any = None

    async def says(self, person: int, line: str) -> str:
        """Somebody writes to the account on WeChat (signed, encrypted); what the phone shows as the answer."""
        openid = self.outside.config.people[person].openid
        push = await self.outside.ask("POST", f"/sandbox/wechat/users/{openid}/say", text=line)
        assert push["verdict"] == "reply", push
        return _LINK.sub(r"<\1>", push["reply"]["Content"])

    async def says_on_telegram(self, person: int, line: str) -> str:
        """Somebody writes to the bot; what it answers, among what else it tells meanwhile."""
        chat = self.outside.config.people[person].chat_id
        before = len(await self.outside.telegram_of(person))
        await self.outside.ask("POST", f"/sandbox/telegram/chats/{chat}/say", text=line)
        found: list[str] = []

        async def answered() -> bool:
            messages = (await self.outside.telegram_of(person))[before:]
            said = [each["text"] for each in messages if each.get("from", {}).get("is_bot")]
            found[:] = [text for text in said if text.startswith(_SIGNS)]
            return bool(found)

        await until(answered)
        return found[-1]

    async def apply(self) -> None:
        """An application of the enterprise, submitted on the web, that has reached the customs."""
        person = await Person.get(login="player1")
        actor = await people.actor_of_person(person.id, "http")
        assert actor
        await linked(actor, CERTIFICATE)
        made = await coordination.save(actor, a_form(certificate_no=CERTIFICATE))
        await coordination.submit(actor, made.id)
        self.number, self.document_id = made.number, made.id
        await until(lambda: self.reached_the_customs("coordination"))

    async def letters(self, kind: str) -> list[dict[str, Any]]:
        """What lies on the customs' desk of this application."""
        found = (await self.outside.ask("GET", f"/authority/letters?number={self.number}"))["letters"]
        return [each for each in found if each["kind"] == kind]

    async def reached_the_customs(self, kind: str) -> bool:
        return bool(await self.letters(kind))

    async def customs_answer(self, kind: str, step: str) -> None:
        """The customs answer a letter by a file in the import client's InBox."""
        letter = (await self.letters(kind))[0]
        await self.outside.ask("POST", "/authority/answers", id=letter["id"], step=step)

    async def status(self) -> str:
        rows = await database.fetch("select status from documents where id = $1", self.document_id)
        return str(rows[0]["status"])

    async def stands(self, status: str) -> bool:
        return await self.status() == status

    async def steps(self) -> list[str]:
        sql = "select step from journal where document_id = $1 order by seq"
        return [row["step"] for row in await database.fetch(sql, self.document_id)]

    async def cards(self, person: int) -> list[dict[str, str]]:
        """The template messages on a phone, as {label: value}, oldest first."""
        cards = [each["card"] for each in await self.outside.wechat_of(person) if each["card"]]
        return [{line["label"]: line["value"] for line in card["lines"]} for card in cards]

    async def short_messages(self, person: int) -> list[str]:
        return [each["text"] for each in await self.outside.sms_of(person)]


async def until(done: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it is so; the loops of the house do the work."""
    async with asyncio.timeout(_PATIENCE):
        while not await done():
            await asyncio.sleep(0.1)


@asynccontextmanager
async def a_town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    """Build it and let everything run; three people of one enterprise follow it: WeChat, WeChat and SMS, Telegram."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = Config(app=app, gacc_dir=tmp_path / "gacc", seed=7)
    (tmp_path / "gacc").mkdir()
    async with running(config) as world:
        told = _environment(world.base, config) | {"DATA_DIR": str(tmp_path), "BURST_SIZE": "0"}
        for name, value in told.items():
            monkeypatch.setenv(f"HUIZHI_{name}", value)
        settings.forget()
        memory.forget()
        world.world.knobs.authority.by_rules = False
        world.world.knobs.telegram.chat_interval = 0.0
        town = Town(Outside(world.base, config))
        await _peopled(town)
        async with _everything_running(listener):
            yield town
        await http.close()


async def _peopled(town: Town) -> None:
    for person in town.outside.config.people:
        await town.outside.ask("POST", f"/sandbox/wechat/users/{person.openid}", followed=True)
        await town.outside.ask("POST", f"/sandbox/telegram/chats/{person.chat_id}/start")
    await demo.seed(stage_of(town.outside.config))
    await Membership.all().update(role="admin")


@asynccontextmanager
async def _everything_running(listener: socket.socket) -> AsyncIterator[None]:
    """Doors, worker and ears, as `huizhi up` and `huizhi telegram` run them."""
    server = _Guest(
        uvicorn.Config(bot.join(create_app()), lifespan="off", log_level="warning", timeout_graceful_shutdown=1)
    )
    stop = asyncio.Event()
    async with ears.open_bot(settings.load(TelegramSettings)) as telegram:
        tasks = [
            asyncio.create_task(server.serve(sockets=[listener])),
            asyncio.create_task(worker.run(stop)),
            asyncio.create_task(ears.poll(telegram, stop)),
        ]
        try:
            yield
        finally:
            stop.set()
            server.should_exit = True
            await asyncio.gather(*tasks)
