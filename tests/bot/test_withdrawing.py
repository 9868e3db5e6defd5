"""B-3: a withdrawal is bound to what was seen, done once, for the enterprise it was asked for, and written down."""

import asyncio
import re
from typing import Any

import pytest

from api import coordination, people
from api.people.models import Enterprise
from bot.grammar import Level
from bot.reading import Intent, understand
from kit import database
from push.address import WECHAT
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
    return [dict(row) for row in await database.fetch("select verb, said, line, result from commands order by id")]


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
    assert [(row["verb"], row["result"]) for row in rows] == [
        ("撤回协调单", "asked"),
        ("撤回协调单", "done"),
        ("撤回协调单", "refused"),
    ]
    assert [row["said"] for row in rows] == [line, "****", line]
    assert {row["line"] for row in rows} == {line}


def test_what_destroys_is_never_understood_but_word_for_word() -> None:
    for said in ("XT2026110007撤回", "撤消协调单 XT2026110007", "chxtd XT2026110007", "不要撤回 XT2026110007"):
        found = understand(said)
        assert not isinstance(found, Intent) or found.verb.level < Level.DESTRUCTIVE
