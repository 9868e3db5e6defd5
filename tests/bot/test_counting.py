"""统计: which days are meant and compared, and the picture that follows the words on both channels (ux.md M11)."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.commands.counting import before, last_months, spoken
from bot.days import Period
from kit.clock import SHANGHAI
from kit.refusals import Weather
from tests.bot.conftest import Telegram, WeChat
from tests.bot.stage import GAO, Core, World

NUMBER = "E261026902330183"
HOUR = timedelta(hours=1)
FIRST, NEXT = datetime(2026, 11, 1, tzinfo=SHANGHAI), datetime(2026, 12, 1, tzinfo=SHANGHAI)
OCTOBER = datetime(2026, 10, 1, tzinfo=SHANGHAI)
SQLITE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


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
    assert reply.picture is None


def a_span(since: datetime, until: datetime) -> Period:
    return Period(since, until, "")


def test_a_month_so_far_is_compared_with_as_much_of_the_one_before() -> None:
    """On 31 March there is no 31 February: the month before ends where it ends."""
    march = a_span(datetime(2027, 3, 1, tzinfo=SHANGHAI), datetime(2027, 3, 31, 12, tzinfo=SHANGHAI))
    assert before(march) == (datetime(2027, 2, 1, tzinfo=SHANGHAI), datetime(2027, 3, 1, tzinfo=SHANGHAI))
    young = a_span(FIRST, FIRST + 36 * HOUR)
    assert before(young) == (OCTOBER, OCTOBER + 36 * HOUR)
    week = a_span(FIRST + 24 * HOUR, FIRST + 8 * 24 * HOUR)
    assert before(week) == (FIRST - 6 * 24 * HOUR, FIRST + 24 * HOUR)


def test_six_months_end_with_the_one_asked_about() -> None:
    noon = datetime(2027, 2, 28, 12, tzinfo=SHANGHAI)
    months = last_months(noon.date(), noon)
    assert list(months) == ["9月", "10月", "11月", "12月", "1月", "2月"]
    assert months["2月"] == (datetime(2027, 2, 1, tzinfo=SHANGHAI), noon)
    assert months["12月"] == (NEXT, datetime(2027, 1, 1, tzinfo=SHANGHAI))


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (a_span(FIRST, FIRST + 20 * 24 * HOUR + HOUR), "2026年11月 · 至21日"),
        (a_span(FIRST, NEXT), "2026年11月"),
        (a_span(FIRST + 24 * HOUR, FIRST + 48 * HOUR), "2026-11-02"),
        (a_span(FIRST + 24 * HOUR, FIRST + 72 * HOUR), "11-02 至 11-03"),
    ],
)
def test_the_heading_names_the_days(span: Period, said: str) -> None:
    assert spoken(span) == said
