"""Our Telegram door before a judge that is not ours: the npm package telegram-test-api, patched as its limits need.

    python -m tests.judges.telegram_test_api

Needs node and npm, and fetches the package by npm into a folder that is thrown away.
"""

import asyncio
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp
import structlog
import uvicorn

from bot import telegram as ears
from bot.settings import TelegramSettings
from kit import database, migrating, redis, settings
from push.address import TELEGRAM
from tests.bot.stage import CHAT, World, a_world
from tests.conftest import _ENVIRONMENT
from tests.support.models import MODELS
from tests.support.servers import Valkey, free_port

PACKAGE: Final = "telegram-test-api@4.2.1"
TOKEN: Final = "666:judge"
SECRET: Final = "a-secret-of-more-than-thirty-two-characters"
NUMBER: Final = "E261026902330183"
JUDGE: Final = Path(__file__).with_suffix(".cjs")


@dataclass
class Phone:
    """A person's side of the judge: says, presses, and reads what the bot's messages show now."""

    base: str
    http: aiohttp.ClientSession
    passed: list[str] = field(default_factory=list)

    async def _post(self, path: str, **given: Any) -> Any:
        async with self.http.post(f"{self.base}/{path}", json=given) as answer:
            return await answer.json(content_type=None)

    async def messages(self) -> list[dict[str, Any]]:
        found = (await self._post("getUpdatesHistory", token=TOKEN))["result"]
        return [each for each in found if "chat_id" in each.get("message", {})]

    async def say(self, text: str) -> None:
        await self._post("sendMessage", botToken=TOKEN, date=int(time.time()), text=text, **_people(CHAT))

    async def press(self, shown: dict[str, Any], place: int, by: str = CHAT) -> None:
        rows = shown["message"]["reply_markup"]["inline_keyboard"]
        button = [each for row in rows for each in row][place]
        chat = _people(CHAT)["chat"]
        message = {"message_id": shown["messageId"], "chat": chat, "date": 1, "text": shown["message"]["text"]}
        given = {"botToken": TOKEN, "from": _people(by)["from"], "message": message, "data": button["callback_data"]}
        await self._post("sendCallback", **given)

    async def sees(self, what: str, begins: str, count: int) -> dict[str, Any]:
        """Wait until there are so many messages and the last one begins so; it is then proven."""
        async with asyncio.timeout(15):
            while True:
                found = await self.messages()
                if len(found) == count and found[-1]["message"]["text"].startswith(begins):
                    print(f"ok  {what}")
                    self.passed.append(what)
                    return found[-1]
                await asyncio.sleep(0.05)


def _people(chat: str) -> dict[str, Any]:
    person = {"id": int(chat), "first_name": "高永欣", "is_bot": False}
    return {"from": person, "chat": {"id": int(chat), "first_name": "高永欣", "type": "private"}}


async def judge(phone: Phone, world: World) -> None:
    """Bind by deep link, read, page in place, withdraw by button, and press again what was pressed."""
    await phone.say("/start")
    await phone.sees("/start is welcomed", "您好", 1)
    await world.open_ticket(TELEGRAM)
    await phone.say(f"/start {world.scene}")
    asked = await phone.sees("a deep link asks on the phone", "您好", 2)
    await phone.press(asked, 0)
    await phone.sees("its button is answered in place", "✅ 扫码成功", 2)
    await world.bind(TELEGRAM, CHAT)
    for place in range(10):
        await world.certificate(f"E2610269023300{place:02}")
    await phone.say("我的证书")
    listed = await phone.sees("a list with numbers and 下一页 as buttons", "最近的证书（10）\n1 ", 3)
    await phone.press(listed, 8)
    await phone.sees("the next page is an edit", "最近的证书（10）\n9 ", 3)
    await world.coordination(NUMBER)
    await phone.say(f"撤回协调单 {world.coordination_no}")
    asked = await phone.sees("what destroys asks for a code", "⚠️ 将撤回", 4)
    await phone.press(asked, 0, by="777")
    await phone.press(asked, 0)
    await phone.sees("the code's button withdraws, in place", "✅ 已撤回", 4)
    await phone.press(asked, 0)
    await asyncio.sleep(1)
    rows = await database.fetch("select count(*) as n from outgoing where kind = 'coordination_withdrawal'")
    assert rows[0]["n"] == 1
    await phone.sees("another's press and the second one change nothing", "✅ 已撤回", 4)


async def judge_webhook(phone: Phone) -> None:
    """The judge knows no secret: its posts are refused, and nothing is heard."""
    port = free_port()
    async with ears.open_bot(settings.load(TelegramSettings)) as bot:
        server = uvicorn.Server(uvicorn.Config(ears.webhook_app(bot, SECRET), port=port, log_level="error"))
        serving = asyncio.ensure_future(server.serve())
        await bot.set_webhook(f"http://127.0.0.1:{port}{ears.WEBHOOK}", secret_token=SECRET)
        before = len(await phone.messages())
        await phone.say("帮助")
        await asyncio.sleep(1)
        await phone.sees("a webhook without the secret is refused", "✅", before)
        await bot.delete_webhook()
        server.should_exit = True
        await serving


@asynccontextmanager
async def _house(folder: Path) -> AsyncIterator[World]:
    await database.connect(f"sqlite://{folder}/judge.sqlite3", MODELS)
    try:
        await migrating.migrate()
        yield await a_world()
    finally:
        await database.disconnect()


async def _judged(base: str, folder: Path) -> int:
    async with _house(folder) as world, aiohttp.ClientSession() as http:
        phone, stop = Phone(base, http), asyncio.Event()
        async with ears.open_bot(settings.load(TelegramSettings)) as bot:
            assert (await bot.get_me()).is_bot
            polling = asyncio.ensure_future(ears.poll(bot, stop))
            try:
                await judge(phone, world)
            finally:
                stop.set()
                await polling
        await judge_webhook(phone)
        return len(phone.passed)


def main() -> int:
    """Fetch the judge, let it judge, and say what it saw."""
    if not (node := shutil.which("node")) or not (npm := shutil.which("npm")):
        print("node and npm are needed for this judge; nothing was run")
        return 1
    folder, port = Path(tempfile.mkdtemp(prefix="huizhi-judge-")), free_port()
    subprocess.run(
        [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), PACKAGE], check=True
    )
    base = f"http://127.0.0.1:{port}"
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    os.environ.update(_ENVIRONMENT | {"HUIZHI_TELEGRAM_TOKEN": TOKEN, "HUIZHI_TELEGRAM_API_BASE": base})
    settings.forget()
    environment = os.environ | {"NODE_PATH": str(folder / "node_modules")}
    server = subprocess.Popen([node, str(JUDGE), str(port)], env=environment, stdout=subprocess.PIPE, text=True)
    valkey = Valkey().start()
    redis.connect(f"redis://127.0.0.1:{valkey.port}/0")
    try:
        assert server.stdout
        assert json.loads(server.stdout.readline())["listening"]
        passed = asyncio.run(_judged(base, folder))
    finally:
        server.terminate()
        valkey.stop()
        said = [json.loads(line) for line in (server.communicate()[0] or "").splitlines()]
        shutil.rmtree(folder)
    presses = [each["answered"] for each in said if "answered" in each]
    alerts = [each["text"] for each in presses if each.get("text")]
    print(f"{PACKAGE}: {passed} checks passed; {len(presses)} presses answered, with alerts: {' '.join(alerts)}")
    print(f"posts without the secret: {[each['refused'] for each in said if 'refused' in each]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
