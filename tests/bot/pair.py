"""Two who may consent and one who may only ask, at an enterprise that wants a second person's consent (四眼)."""

import re
from dataclasses import dataclass
from typing import Any

from api import approvals, coordination
from api.people.models import Membership, Person
from kit import database
from kit.clock import now
from push import addresses
from push.address import WECHAT, Address
from tests.api.people.makers import an_operator
from tests.bot.stage import Core, World

WANG = "oSandbox_WangJingLi_00000002"
LI = "oSandbox_LiDaiLi____00000003"


@dataclass
class Pair:
    """高永欣 and 王经理, both 管理员; 李四, 经办人; an application of theirs that waits."""

    world: World
    gao: Core
    wang: Core
    li: Core
    wang_id: Any
    li_id: Any

    async def asked(self, who: Core | None = None) -> str:
        """Somebody (高永欣) asks to withdraw the application; the code under which it waits."""
        who = who or self.gao
        code = confirm_code(await who.say(f"撤回协调单 {self.world.coordination_no}"))
        found = re.search(r"（申请 (\d{4})）", answer := await who.say(code))
        assert found, answer
        return found[1]

    async def consented(self, code: str, who: Core | None = None) -> str:
        """Somebody (王经理) consents, with the confirm code; what is answered."""
        who = who or self.wang
        return await who.say(confirm_code(await who.say(f"同意 {code}")))

    async def status(self) -> str:
        """Where the application stands."""
        sql = "select status from documents where number = $1"
        return str((await database.fetch(sql, self.world.coordination_no))[0]["status"])

    async def withdrawals(self) -> int:
        """How many withdrawals are on their way to the customs."""
        sql = "select count(*) as n from outgoing where kind = 'coordination_withdrawal'"
        return int((await database.fetch(sql))[0]["n"])


def confirm_code(answer: str) -> str:
    """The code that an answer asks for."""
    found = re.search(r"确认码 (\d{4})", answer)
    assert found, answer
    return found[1]


async def another_manager(world: World) -> Person:
    """王经理, 管理员 of the same enterprise, bound on WeChat."""
    wang = await Person.create(login="wangjingli", name="王经理", password_hash="", created_at=now())
    await Membership.create(person_id=wang.id, enterprise_id=world.enterprise_id, role="admin", granted_at=now())
    await addresses.bind(wang.id, WECHAT, WANG)
    return wang


async def a_pair(world: World) -> Pair:
    """Make them, the demand, and the application."""
    await world.bind()
    await world.coordination("E261026902330183")
    return await a_demand(world)


async def a_demand(world: World, *, alone: bool = False) -> Pair:
    """Make the people, or leave 高永欣 alone, and let the enterprise demand a second person's consent."""
    boss = await world.signed_in()
    wang_id = None if alone else (await another_manager(world)).id
    li = await an_operator(boss)
    await addresses.bind(li.id, WECHAT, LI)
    await approvals.change(boss, [coordination.WITHDRAW.name])
    cores = (Core(), Core(Address(WECHAT, WANG)), Core(Address(WECHAT, LI)))
    return Pair(world, *cores, wang_id, li.id)
