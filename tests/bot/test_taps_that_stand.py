"""What is tapped under an old answer means what it meant there; and what taps of a certificate are offered to whom."""

import html
import re
from datetime import timedelta

import pytest

from api.documents import advance_many
from bot.commands import volume
from bot.hearing import Heard, Kind
from bot.listening import listen
from bot.replies import Reply, Tap, taps, written_out
from kit import database
from kit.clock import now
from kit.ids import new_id
from sandbox.wechat.judge import tap_of
from tests.api.documents.makers import a_document, a_move
from tests.bot.conftest import WeChat
from tests.bot.stage import FOREIGN_CODE, Core, World

FIRST, SECOND = "E261026902330183", "E261026902330184"


async def _shown(wechat: WeChat, line: str) -> str:
    """What WeChat itself shows, links and all."""
    return str((await wechat.act("say", text=line))["reply"]["Content"])


def _sent_by(shown: str, label: str) -> str:
    """What a tap on a link of that label says."""
    found = re.search(rf'<a href="([^"]*)">{re.escape(label)}</a>', shown)
    assert found, shown
    link = tap_of(html.unescape(found[1]))
    assert link
    return link[0]


@pytest.fixture
async def two(world: World) -> World:
    """高永欣, bound, with two issued certificates."""
    await world.bind()
    for number in (FIRST, SECOND):
        await world.certificate(number, "approved")
    return world


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_an_old_no_on_wechat_means_what_was_asked_then(wechat: WeChat, two: World) -> None:
    """否 under the first question never answers the second one."""
    old = _sent_by(await _shown(wechat, f"补录 {FIRST}"), "否")
    await wechat.say(f"补录 {SECOND}")
    assert (await wechat.say(old)).startswith(f"核对一下：证书号 {FIRST} ")


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_an_old_confirmation_on_wechat_submits_what_stood_above_it(wechat: WeChat, two: World) -> None:
    old = _sent_by(await _shown(wechat, f"补录 {FIRST} 未出口"), "确认提交")
    await wechat.say(f"补录 {SECOND} 未出口")
    assert (await wechat.say(old)).startswith("✅ 已提交")
    rows = await database.fetch("select certificate_no from backfills")
    assert [row["certificate_no"] for row in rows] == [FIRST]


async def test_an_answer_that_is_told_again_has_the_same_taps(two: World) -> None:
    """WeChat pushes a message up to three times; the kept answer sends whole lines, too."""
    heard = Heard(Core().speaker, Kind.LINE, new_id().hex, f"补录 {FIRST}")
    first, again = await listen(heard), await listen(heard, patience=1.0)
    assert taps(first) == taps(again) == [Tap("是", f"补录 {FIRST} 是"), Tap("否", f"补录 {FIRST} 否")]


async def test_a_yes_under_an_earlier_scan_binds_nothing(world: World, core: Core) -> None:
    """确认绑定 names the code that it stood under; the newer one still waits for its own yes."""
    await world.open_ticket()
    old = taps(Reply(await core.do("scan", world.scene)))[0].words
    await world.open_ticket()
    await core.do("scan", world.scene)
    assert "已失效" in await core.say(old)
    assert (await core.say(f"确认绑定 {world.scene[-4:]}")).startswith("✅ 扫码成功")


@pytest.mark.parametrize("line", ["说 A&B", '说 "A"', "说 <A>", "说 A|B", "说" * 301])
def test_what_no_link_can_carry_stays_short(line: str) -> None:
    reply = Reply("要吗？<好>　<看|帮助>")
    assert written_out(reply, {"好": line}) == reply


async def test_the_volume_is_what_came_in_two_weeks_of_that_content(world: World) -> None:
    """28 results in 14 days are two a day; what we do ourselves, and what is older, does not count."""
    ids = [await a_document(world.enterprise_id, f"E26102690233{place:04}") for place in range(29)]
    moves = [a_move(each, "approved", 0)._replace(occurred_at=now() - timedelta(days=1)) for each in ids[:28]]
    await advance_many([*moves, a_move(ids[28], "approved", 0)._replace(occurred_at=now() - timedelta(days=30))])
    assert await volume.spoken(world.actor, "") == "约每天 2 条，"
    assert await volume.spoken(world.actor, "trade/origin/customs") == "约每天 2 条，"
    assert await volume.spoken(world.actor, "trade/licence") == ""
    await world.bind()
    answer = await Core().say("订阅 企业 全部")
    assert answer.startswith("✅ 已按企业订阅：全部。约每天 2 条，太多可设<免打扰>或")


async def test_what_belongs_to_another_enterprise_is_followed_and_not_worked_on(two: World, core: Core) -> None:
    """At work for the other enterprise, the same person may look and follow, and is offered no more."""
    await two.become_agent(FOREIGN_CODE)
    assert "补录报关单" in await core.say(FIRST)
    chosen = taps(Reply(await core.say("切换企业")))
    await core.say(chosen[-1].words)
    shown = await core.say(FIRST)
    assert "补录报关单" not in shown


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_an_old_way_out_on_wechat_cancels_nothing_newer(wechat: WeChat, two: World) -> None:
    """取消 under the first question says that it is over; the second one still takes its answer."""
    old = _sent_by(await _shown(wechat, f"补录 {FIRST} 未出口"), "取消")
    await wechat.say(f"补录 {SECOND} 未出口")
    assert await wechat.say(old) == f"「补录 {FIRST}」没有在等您回答，不用取消。"
    assert (await wechat.say("确认提交")).startswith("✅ 已提交")
    rows = await database.fetch("select certificate_no from backfills")
    assert [row["certificate_no"] for row in rows] == [SECOND]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_the_newest_way_out_on_wechat_cancels_what_it_stands_under(wechat: WeChat, two: World) -> None:
    way_out = _sent_by(await _shown(wechat, f"补录 {FIRST} 未出口"), "取消")
    assert await wechat.say(way_out) == "好的，已取消。"
    assert "没看懂" in await wechat.say("确认提交")
    assert await wechat.say(way_out) == f"「补录 {FIRST}」没有在等您回答，不用取消。"
