"""B-3: a withdrawal is bound to what was seen, done once, for the enterprise it was asked for, and written down."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest

from api import coordination, people
from api.people.models import Enterprise
from bot import auditing
from bot.grammar import Level
from bot.reading import Intent, understand
from kit import clock, database
from push.address import WECHAT, Address
from tests.bot.stage import FOREIGN_CODE, GAO, Core, World


async def _asked(core: Core, line: str) -> str:
    answer = await core.say(line)
    found = re.search(r"确认码 (\d{4})", answer)
    assert found, answer
    return found[1]


async def _status(world: World) -> str:
    rows = await database.fetch("select status from documents where number = $1", world.coordination_no)
    return str(rows[0]["status"])


async def _rows() -> list[dict[str, Any]]:
    sql = "select channel, person_id, verb, how, said, line, decision, result from commands order by id"
    return [dict(row) for row in await database.fetch(sql)]


@pytest.fixture
async def waiting(world: World) -> World:
    """高永欣, bound, with one application that waits."""
    await world.bind()
    await world.coordination("E261026902330183")
    return world


@pytest.mark.feature("COORD-42")
async def test_many_confirmations_at_once_withdraw_once(waiting: World, core: Core) -> None:
    code = await _asked(core, f"撤回协调单 {waiting.coordination_no}")
    answers = await asyncio.gather(*(core.say(code) for _ in range(10)))
    assert sum(answer.startswith("✅ 已撤回") for answer in answers) == 1
    sent = await database.fetch("select count(*) as n from outgoing where kind = 'coordination_withdrawal'")
    assert (sent[0]["n"], await _status(waiting)) == (1, "withdrawn")


async def test_what_was_submitted_again_meanwhile_is_another_application(waiting: World, core: Core) -> None:
    code = await _asked(core, f"撤回协调单 {waiting.coordination_no}")
    await coordination.withdraw(waiting.actor, waiting.documents["协调单"])
    await coordination.submit(waiting.actor, waiting.documents["协调单"])
    assert "重新提交过" in await core.say(code)
    assert await _status(waiting) == "pending"


async def test_a_code_asked_for_one_enterprise_is_none_for_another(waiting: World, core: Core) -> None:
    await waiting.become_agent(FOREIGN_CODE)
    code = await _asked(core, f"撤回协调单 {waiting.coordination_no}")
    actor = await people.actor_for_address(WECHAT, GAO)
    assert actor
    await people.switch_enterprise(actor, (await Enterprise.get(credit_code=FOREIGN_CODE)).id)
    assert (await core.say(code)).startswith("确认码已过期")
    assert await _status(waiting) == "pending"


async def test_what_was_asked_and_what_came_of_it_is_written_down_without_the_code(waiting: World, core: Core) -> None:
    line = f"撤回协调单 {waiting.coordination_no}"
    await core.say("我的证书")
    code = await _asked(core, line)
    await core.say(code)
    await core.say(line)
    rows = await _rows()
    assert [(row["verb"], row["decision"], row["result"]) for row in rows] == [
        ("我的证书", "obeyed", "told"),
        ("撤回协调单", "obeyed", "asked"),
        ("撤回协调单", "answered", "done"),
        ("撤回协调单", "obeyed", "refused"),
    ]
    assert [row["said"] for row in rows] == ["我的证书", line, "****", line]
    assert {row["line"] for row in rows[1:]} == {line}
    assert {(row["channel"], row["how"]) for row in rows} == {("wechat", "exact")}
    assert {str(row["person_id"]) for row in rows} == {str(waiting.actor.person_id)}


async def test_what_was_not_done_is_written_down_too(waiting: World, core: Core) -> None:
    """Not understood, cancelled, a stranger's: each turn has a row, without mobiles and codes (P-2)."""
    for line in ("今天天气 13800138000", "解绑", "取消", "2713 什么"):
        await core.say(line)
    await Core(Address(WECHAT, "oSomebodyElse")).say("我的证书")
    await core.do("image")
    rows = await _rows()
    assert [(row["verb"], row["decision"]) for row in rows] == [
        ("", "not understood"),
        ("解绑", "obeyed"),
        ("", "cancelled"),
        ("", "not understood"),
        ("我的证书", "unbound"),
        ("", "not text"),
    ]
    assert [row["said"] for row in rows][:4] == ["今天天气 138********", "解绑", "取消", "**** 什么"]
    assert str(rows[4]["person_id"]) == str(people.NOBODY)


async def test_turns_are_kept_as_long_as_the_audit_trail(
    waiting: World, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    await core.say("帮助")
    assert await auditing.forget_old() == 0
    monkeypatch.setattr(auditing, "now", lambda: clock.now() + timedelta(days=1096))
    assert await auditing.forget_old() == 1


def test_what_destroys_is_never_understood_but_word_for_word() -> None:
    for said in ("XT2026110007撤回", "撤消协调单 XT2026110007", "chxtd XT2026110007", "不要撤回 XT2026110007"):
        found = understand(said)
        assert not isinstance(found, Intent) or found.verb.level < Level.DESTRUCTIVE
