"""The daily and the weekly report: off until asked for, at their reader's hour, once a day, in T9's words (M9)."""

from datetime import time, timedelta

import pytest

from api import following, printing, reminders
from api.documents import Move, advance
from api.printing import Wish
from api.reminders import days
from api.reminders.figures import Figures
from api.reminders.kinds import DAILY, WEEKLY
from api.reminders.report_wording import advice, overview
from api.reminders.reports import DAILIES, WEEKLIES
from kit.refusals import Refusal
from tests.api.documents.makers import GATEWAY, a_document
from tests.api.reminders.makers import DAY, NINE, NUMBER, OTHER, an_office, on, quietly, reminded, sent

pytestmark = pytest.mark.usefixtures("db")
SIX = NINE + timedelta(hours=9)
MINUTE = timedelta(minutes=1)


async def test_nobody_gets_a_report_who_did_not_ask(db: str) -> None:
    office = await an_office()
    await office.issued(NUMBER, NINE)
    await quietly()
    assert await reminded(DAILIES, SIX) == []
    assert await reminded(WEEKLIES, NINE + 2 * DAY) == []
    assert [each.on for each in await reminders.switches.of_person(office.clerk)] == [True] * 5 + [False] * 2


async def test_at_six_the_day_is_told_once(db: str) -> None:
    office = await an_office()
    with on(NINE):
        await reminders.switches.turn_on(office.clerk, DAILY, "wechat")
    await office.issued(NUMBER, NINE + timedelta(hours=1))
    returned = await a_document(office.enterprise, OTHER)
    await advance(Move(returned, "returned", GATEWAY, NINE + timedelta(hours=2)))
    await quietly()
    assert await reminded(DAILIES, SIX - MINUTE) == []
    (said,) = await reminded(DAILIES, SIX)
    assert (said["title"], said["kind"]) == ("每日简报", "T9")
    assert said["facts"] == {
        "企业": "西安某进出口公司",
        "日期": "2026-11-21",
        "概况": "通过1 退回1 待打印1 待补录1",
    }
    assert said["remark"] == "待修改1，最久已等0天"
    assert said["brief"] == "今日原产地证：通过1，退回1，待打印1，待补录1，协调待办0。详情见公众号。"
    assert (said["enterprise_topic"], said["content"]) == ("", "@daily")
    assert len(await reminded(DAILIES, SIX + MINUTE)) == 1
    assert len(await reminded(DAILIES, SIX + DAY)) == 2
    rows = await sent(SIX + DAY)
    assert [row.why for row in rows] == ["因：按个人订阅"] * 2
    with on(SIX + DAY):
        assert await reminders.gate(rows) == {}


async def test_who_follows_everything_does_not_get_anothers_report(db: str) -> None:
    """按个人订阅 全部 is no wish for a report: `@daily` is heard by who asked for it by name."""
    office = await an_office()
    with on(NINE - DAY):
        await following.follow_person(office.clerk, [""], ["wechat"])
    with on(NINE):
        await reminders.switches.turn_on(office.clerk, DAILY, "wechat")
        await following.drop_report(office.clerk, DAILY.report)
    await quietly()
    await reminded(DAILIES, SIX)
    assert await sent(SIX) == []


async def test_the_hour_is_the_readers(db: str) -> None:
    office = await an_office()
    with on(NINE):
        with pytest.raises(Refusal) as refused:
            await reminders.switches.choose_hour(office.clerk, time(7, 30))
        assert refused.value.code == "report_off"
        await reminders.switches.turn_on(office.clerk, DAILY, "wechat")
        assert (await reminders.switches.choose_hour(office.clerk, time(7, 30))).at == "07:30"
    await quietly()
    tomorrow = days.at((NINE + DAY).date(), time(7, 30))
    assert await reminded(DAILIES, SIX) == []
    assert await reminded(DAILIES, tomorrow - MINUTE) == []
    assert len(await reminded(DAILIES, tomorrow)) == 1


async def test_who_asks_after_the_hour_gets_the_next_one(db: str) -> None:
    office = await an_office()
    with on(SIX + MINUTE):
        await reminders.switches.turn_on(office.clerk, DAILY, "wechat")
    await quietly()
    assert await reminded(DAILIES, SIX + 2 * MINUTE) == []
    assert len(await reminded(DAILIES, SIX + DAY)) == 1


async def test_a_report_that_was_missed_for_three_hours_is_left_out(db: str) -> None:
    office = await an_office()
    with on(NINE):
        await reminders.switches.turn_on(office.clerk, DAILY, "wechat")
    await quietly()
    assert len(await reminded(DAILIES, SIX + timedelta(hours=2))) == 1
    assert len(await reminded(DAILIES, SIX + DAY + timedelta(hours=3, minutes=1))) == 1


async def test_on_monday_at_nine_the_week_is_told(db: str) -> None:
    office = await an_office()
    monday = NINE + 2 * DAY
    with on(NINE):
        await reminders.switches.turn_on(office.clerk, WEEKLY, "wechat")
    await office.issued(NUMBER, days.midnight((NINE - 5 * DAY).date()))
    await office.issued(OTHER, days.midnight((NINE - 5 * DAY).date()) - MINUTE)
    await quietly()
    assert await reminded(WEEKLIES, NINE) == []
    assert await reminded(WEEKLIES, monday - MINUTE) == []
    (said,) = await reminded(WEEKLIES, monday)
    assert said["title"] == "每周简报"
    assert said["facts"]["日期"] == "2026-11-22"  # type: ignore[index]
    assert said["brief"].startswith("上周原产地证：通过1，退回0")  # type: ignore[attr-defined]
    assert len(await reminded(WEEKLIES, monday + timedelta(minutes=5))) == 1


async def test_an_unconfirmed_print_comes_first(db: str) -> None:
    """M1: the prints that nobody confirmed stand in the report."""
    office = await an_office()
    with on(NINE):
        await reminders.switches.turn_on(office.clerk, DAILY, "wechat")
        made = await office.issued(NUMBER, NINE)
        await printing.start(office.clerk, made, Wish())
    await quietly()
    (said,) = await reminded(DAILIES, SIX)
    assert said["remark"] == "1份打印待确认，否则影响清关"
    assert said["facts"]["打印待确认"] == NUMBER  # type: ignore[index]


def test_what_finds_no_room_is_left_out_and_never_cut() -> None:
    """A field holds twenty characters."""
    figures = Figures({"通过": 1234, "退回": 567, "失败": 89}, [], [], 0)
    assert overview(figures) == "通过1234 退回567 失败89"
    assert len(overview(Figures({"通过": 123456, "退回": 567890, "失败": 8912345}, [], [], 0))) <= 20
    assert advice(Figures({}, [], [], 0), NINE.date()) == "没有待办"
