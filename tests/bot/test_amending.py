"""What is submitted again from a phone is what was echoed there; who is to be called is not changed in a chat."""

import re
from dataclasses import replace

import pytest

from api import coordination
from api.coordination.models import Coordination
from kit import database
from tests.api.coordination.makers import a_form
from tests.bot.stage import Core, World


@pytest.fixture
async def returned(world: World) -> World:
    """高永欣, bound, with an application that the customs returned."""
    await world.bind()
    await world.coordination("E261026902330183", "returned")
    return world


async def _status(world: World) -> str:
    rows = await database.fetch("select status from documents where number = $1", world.coordination_no)
    return str(rows[0]["status"])


@pytest.mark.feature("COORD-39", "COORD-43")
async def test_a_yes_to_what_was_changed_since_submits_nothing(returned: World, core: Core) -> None:
    echoed = await core.say(f"提交协调单 {returned.coordination_no}")
    found = re.search(r"<确认提交\|([^>]+)>", echoed)
    assert found
    changed = replace(a_form(certificate_no="E261026902330183"), reason="另一个事由")
    await coordination.save(returned.actor, changed, returned.documents["协调单"])
    again = await core.say(found[1])
    assert again.startswith("内容和刚才不一样了，请再核对一下：")
    assert "另一个事由" in again
    assert await _status(returned) == "returned"
    assert (await core.say("确认提交")).startswith("✅ 申报成功")
    assert await _status(returned) == "pending"


async def test_who_is_to_be_called_is_neither_shown_nor_changed(returned: World, core: Core) -> None:
    """G-2: the mobile does not pass through a chat; a word that is no box of the chat asks which one."""
    shown = await core.say(f"修改协调单 {returned.coordination_no} 联系电话 13900139000")
    assert "要改哪一项？" in shown
    assert "1380013" not in shown
    assert [row.phone for row in await Coordination.all()] == ["13800138000"]
