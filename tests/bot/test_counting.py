"""统计: the words, the page they lead to, and the picture that follows on both channels (ux.md M11)."""

import asyncio
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from kit.refusals import Weather
from tests.bot.conftest import Telegram, WeChat
from tests.bot.stage import GAO, Core, World

NUMBER = "E261026902330183"
IN_NOVEMBER = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)  # the month in which the makers' receipts come
SQLITE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _in_the_month_of_the_receipts() -> Iterator[None]:
    with time_machine.travel(IN_NOVEMBER, tick=True):
        yield


async def until(seen: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not seen():
            await asyncio.sleep(0.02)


@SQLITE
async def test_on_wechat_the_picture_follows_the_words_by_a_customer_message(world: World, wechat: WeChat) -> None:
    await world.bind()
    await world.certificate(NUMBER, "received", "approved")
    user = wechat.outside.wechat.users[GAO]
    words = await wechat.say("统计")
    assert words.splitlines()[0].startswith("本月统计")
    assert "一次通过率 100.0%" in words

    def shown() -> list[str]:
        return [entry.text for entry in user.heard if entry.kind == "picture"]

    await until(shown)
    (media_id,) = shown()
    kept = wechat.outside.wechat.media[media_id]
    assert kept.kind == "image/png"
    assert kept.content.startswith(b"\x89PNG")


@SQLITE
async def test_on_telegram_the_picture_is_a_photo_of_a_phones_width(world: World, telegram: Telegram) -> None:
    await world.bind(telegram.speaker.channel, telegram.speaker.value)
    await world.certificate(NUMBER, "received", "approved")
    assert (await telegram.say("统计")).startswith("本月统计")
    await until(lambda: telegram.pictures)
    (photo,) = telegram.pictures[0]["photo"]
    assert photo["width"] == 1080


@SQLITE
async def test_where_no_picture_can_be_shown_the_words_have_said_all(
    world: World, wechat: WeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.bind()
    await world.certificate(NUMBER, "received", "approved")
    asked = asyncio.Event()

    async def no_picture(_card: object) -> bytes:
        asked.set()
        raise Weather("no child process")

    monkeypatch.setattr("api.statistics.draw", no_picture)
    assert "一次通过率 100.0%" in await wechat.say("统计")
    await asyncio.wait_for(asked.wait(), 5)
    assert await wechat.say("菜单")
    assert [entry for entry in wechat.outside.wechat.users[GAO].heard if entry.kind == "picture"] == []


async def test_where_nothing_was_issued_there_is_no_picture(world: World) -> None:
    from bot import listening
    from bot.hearing import Heard, Kind

    await world.bind()
    core = Core()
    assert "未查询到数据" in await core.say("统计 上月")
    await world.certificate(NUMBER, "received")
    reply = await listening.listen(Heard(core.speaker, Kind.LINE, "1", "统计"))
    assert reply.text.startswith("本月统计")
    assert re.search(r"\n按月查看：http\S+/h5/stats\?month=\d{4}-\d{2}$", reply.text)
    assert reply.pictures == ()
    days = await listening.listen(Heard(core.speaker, Kind.LINE, "2", "统计 近3天"))
    assert days.text.endswith("/h5/stats")
