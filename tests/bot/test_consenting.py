"""四眼 (M13, B-3): another person with the right, in time, once, whoever comes with them; all of it written down."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from api import approvals, certificates, coordination, people
from api.approvals import asking, requests
from api.people import qualifying
from api.people.models import Membership
from kit import clock, database, failpoints
from kit.failpoints import FailpointHit
from kit.refusals import Refusal
from tests.api.certificates.makers import SIGNER, a_draft
from tests.api.people.makers import outbox
from tests.bot.pair import LI, WANG, Pair, a_pair, confirm_code
from tests.bot.stage import GAO, World


@pytest.fixture
async def pair(world: World) -> Pair:
    return await a_pair(world)


async def _told(address: str) -> list[str]:
    return [each["brief"] for each in await outbox() if each["kind"] == "approval" and each["address"] == address]


async def _states() -> list[str]:
    return [row["state"] for row in await database.fetch("select state from approvals order by id")]


async def test_nothing_happens_until_another_manager_consents(pair: Pair) -> None:
    code = await pair.asked()
    assert (await pair.status(), await pair.withdrawals()) == ("pending", 0)
    answer = await pair.consented(code)
    assert answer == f"✅ 已同意并办理：撤回协调单 {pair.world.coordination_no}。已通知申请人。"
    assert (await pair.status(), await pair.withdrawals(), await _states()) == ("withdrawn", 1, ["done"])


async def test_the_managers_who_may_consent_are_told_and_then_who_asked(pair: Pair) -> None:
    """What is to be decided and what to answer, on their channels; never who asked (P-1); not the 经办人."""
    code = await pair.asked()
    number = pair.world.coordination_no
    (told,) = [each for each in await _told(WANG) if number in each]
    assert told.startswith(f"撤回协调单{number}等您同意，请在公众号回复“同意 {code}”")
    assert await _told(GAO) == await _told(LI) == []
    await pair.consented(code)
    assert await _told(GAO) == [f"撤回协调单{number}的同意申请：已同意，已办理。"]
    assert "高永欣" not in str(await database.fetch("select title, facts, remark, brief from messages"))


async def test_nobody_consents_to_what_they_asked_for(pair: Pair) -> None:
    code = await pair.asked()
    assert "自己的申请要由另一位管理员决定" in await pair.consented(code, pair.gao)
    assert await pair.status() == "pending"


async def test_who_is_no_manager_can_ask_and_cannot_consent(pair: Pair) -> None:
    code = await pair.asked(pair.li)
    assert "没有办理此项业务的权限" in await pair.li.say(f"同意 {code}")
    with pytest.raises(Refusal, match="只有企业管理员"):
        await approvals.consent(await _actor(pair.li_id), (await _open(pair)).id)
    assert (await pair.consented(code)).startswith("✅ 已同意并办理")


async def _actor(person_id: Any) -> Any:
    return await people.actor_of_person(person_id, "wechat")


async def _open(pair: Pair) -> approvals.Request:
    return (await approvals.open_ones(await _actor(pair.wang_id)))[0]


async def test_two_consents_at_once_do_it_once(pair: Pair) -> None:
    """李四 asks, both 管理员 say yes in the same moment, each with a right code."""
    code = await pair.asked(pair.li)
    codes = [confirm_code(await who.say(f"同意 {code}")) for who in (pair.gao, pair.wang)]
    answers = await asyncio.gather(pair.gao.say(codes[0]), pair.wang.say(codes[1]))
    assert sorted(answer[0] for answer in answers) == sorted("✅🚫"), answers
    assert "已经同意并办理" in next(each for each in answers if each.startswith("🚫"))
    assert (await pair.status(), await pair.withdrawals(), await _states()) == ("withdrawn", 1, ["done"])


@pytest.mark.parametrize("_round", range(3))
async def test_consent_and_cancel_at_once_leave_one_of_them(pair: Pair, _round: int) -> None:
    code = await pair.asked()
    confirm = confirm_code(await pair.wang.say(f"同意 {code}"))
    given, taken = await asyncio.gather(pair.wang.say(confirm), pair.gao.say(f"取消申请 {code}"))
    assert given.startswith("✅") != taken.startswith("✅"), (given, taken)
    expected = ("withdrawn", 1, ["done"]) if given.startswith("✅") else ("pending", 0, ["cancelled"])
    assert (await pair.status(), await pair.withdrawals(), await _states()) == expected


async def test_a_refusal_does_nothing_and_says_why_to_who_asked(pair: Pair) -> None:
    code = await pair.asked()
    assert (await pair.wang.say(f"不同意 {code} 单号不对")).startswith("✅ 已记录不同意")
    assert (await pair.status(), await _states()) == ("pending", ["refused"])
    assert "未获同意" in (await _told(GAO))[0]
    assert "没有这项申请" in await pair.wang.say(f"同意 {code}")
    rows = await database.fetch("select note from approvals")
    assert [row["note"] for row in rows] == ["单号不对"]


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Let so much time pass for requests."""

    def by(delta: timedelta) -> None:
        def later() -> datetime:
            return clock.now() + delta

        monkeypatch.setattr(requests, "now", later)

    return by


async def test_after_a_day_it_is_too_late_and_who_asked_hears_of_it(pair: Pair, travel: Any) -> None:
    code = await pair.asked()
    confirm = confirm_code(await pair.wang.say(f"同意 {code}"))
    travel(asking.LIFE + timedelta(seconds=1))
    assert "已经过期" in await pair.wang.say(confirm)
    assert await pair.status() == "pending"
    assert [await approvals.expire(), await approvals.expire()] == [1, 0]
    assert await _states() == ["expired"]
    assert "已过期，没有办理" in (await _told(GAO))[0]


async def test_a_second_request_for_the_same_application_is_refused(pair: Pair) -> None:
    code = await pair.asked()
    answer = await pair.li.say(confirm_code(await pair.li.say(f"撤回协调单 {pair.world.coordination_no}")))
    assert answer == f"🚫 {pair.world.coordination_no} 已有待同意的申请（{code}），不用重复。"


async def test_the_consenters_right_is_read_again_when_it_counts(pair: Pair) -> None:
    code = await pair.asked()
    confirm = confirm_code(await pair.wang.say(f"同意 {code}"))
    await Membership.filter(person_id=pair.wang_id).update(revoked_at=clock.now())
    assert (await pair.wang.say(confirm)).startswith(("🚫", "确认码已过期"))
    assert (await pair.status(), await _states()) == ("pending", ["open"])


async def test_the_askers_right_is_read_again_when_it_counts(pair: Pair) -> None:
    """Who left meanwhile asked for nothing: the request is over, and nothing is done."""
    code = await pair.asked(pair.li)
    await Membership.filter(person_id=pair.li_id).update(revoked_at=clock.now())
    assert "申请人已不能为该企业办理业务" in await pair.consented(code)
    assert (await pair.status(), await pair.withdrawals(), await _states()) == ("pending", 0, ["failed"])


async def test_the_customs_were_quicker(pair: Pair) -> None:
    code = await pair.asked()
    confirm = confirm_code(await pair.wang.say(f"同意 {code}"))
    await pair.world.customs_say("accepted")
    answer = await pair.wang.say(confirm)
    assert answer == "🚫 已同意，但没有办成：慢了一步：海关刚刚受理了这张协调单，已不能撤回。"
    assert (await pair.status(), await _states()) == ("accepted", ["failed"])
    assert "已同意，没有办成" in (await _told(GAO))[0]


async def test_what_was_handed_in_again_is_not_what_was_consented_to(pair: Pair) -> None:
    code = await pair.asked()
    document = pair.world.documents["协调单"]
    await approvals.change(pair.world.actor, [])
    await coordination.withdraw(pair.world.actor, document)
    await coordination.submit(pair.world.actor, document)
    assert "重新提交过" in await pair.consented(code)
    assert await pair.status() == "pending"


async def test_a_process_that_dies_between_deed_and_commit_leaves_the_request_open(pair: Pair) -> None:
    """The deed and the end of the request are one transaction: it may be consented to again, and is done once."""
    request = await _request_of(pair)
    failpoints.arm("approvals.after_deed_before_commit=raise")
    with pytest.raises(FailpointHit):
        await approvals.consent(await _actor(pair.wang_id), request.id)
    failpoints.disarm()
    assert (await pair.status(), await pair.withdrawals(), await _states()) == ("pending", 0, ["open"])
    await approvals.consent(await _actor(pair.wang_id), request.id)
    assert (await pair.status(), await pair.withdrawals(), await _states()) == ("withdrawn", 1, ["done"])


async def _request_of(pair: Pair) -> approvals.Request:
    await pair.asked()
    return await _open(pair)


async def test_the_page_is_held_to_the_demand_too(pair: Pair) -> None:
    """No door goes around it: the plain withdrawal is refused for everybody."""
    with pytest.raises(Refusal, match="第二人同意"):
        await coordination.withdraw(pair.world.actor, pair.world.documents["协调单"])
    assert await pair.status() == "pending"


async def test_where_nobody_else_may_consent_nothing_is_asked(pair: Pair) -> None:
    await Membership.filter(person_id=pair.wang_id).update(revoked_at=clock.now())
    assert "没有另一位管理员" in await pair.gao.say(f"撤回协调单 {pair.world.coordination_no}")


async def test_the_demand_is_the_managers_to_set_and_the_others_hear_of_it(pair: Pair) -> None:
    with pytest.raises(Refusal, match="管理员"):
        await approvals.change(await _actor(pair.li_id), [])
    await approvals.change(pair.world.actor, [])
    assert (await _told(WANG))[-1] == "贵企业第二人同意的设置已改为：不再要求。如有疑问请联系其他管理员。"
    with pytest.raises(Refusal, match="可以要求第二人同意的事项"):
        await approvals.change(pair.world.actor, ["no.such"])


async def test_another_enterprises_request_is_as_good_as_none(pair: Pair, world: World) -> None:
    request = await _request_of(pair)
    stranger = (await Membership.get(enterprise_id=world.foreign_id)).person_id  # type: ignore[attr-defined]
    for deed in (approvals.consent, approvals.refuse, approvals.cancel, approvals.get):
        with pytest.raises(Refusal, match="没有这项申请"):
            await deed(await _actor(stranger), request.id)


async def test_all_of_it_is_written_down(pair: Pair) -> None:
    """Channel, words without the code, understanding, what came of it: in the chat's rows and in the audit trail."""
    await pair.consented(await pair.asked())
    rows = await database.fetch("select verb, said, decision, result from commands order by id")
    said = f"撤回协调单 {pair.world.coordination_no}"
    assert [tuple(dict(row).values()) for row in rows] == [
        ("撤回协调单", said, "obeyed", "asked"),
        ("撤回协调单", "****", "answered", "waiting"),
        ("同意", "同意 ****", "obeyed", "asked"),
        ("同意", "****", "answered", "done"),
    ]
    trail = await database.fetch("select action, result, door from audit where action like 'approval.%' order by id")
    assert [tuple(dict(row).values()) for row in trail] == [
        ("approval.policy", "coordination.withdraw", "http"),
        ("approval.ask", "coordination.withdraw", "wechat"),
        ("approval.consent", "done", "wechat"),
    ]


async def test_a_declaration_is_looked_at_and_consented_to_on_the_phone(pair: Pair, world: World) -> None:
    """M13: type, invoice, importer, destination and amount stand in the chat; the certificate goes out at once."""
    await qualifying.file_qualification(world.actor, qualifying.Filing("610000", "2102M9997", (SIGNER,)))
    draft = await a_draft(world.actor)
    await approvals.change(world.actor, [certificates.DECLARATION.name])
    request = await approvals.ask(world.actor, certificates.DECLARATION.name, [draft.id])
    shown = await pair.wang.say(f"同意 {request.code}")
    assert f"申报证书\n{draft.number} · " in shown
    facts = "发票号 XA261101 · 进口商 HANOI PLASTICS JSC · 目的国 越南 · 商品 1 项 · FOB USD 1200.00"
    assert facts in shown
    assert (await pair.wang.say(confirm_code(shown))).startswith("✅ 已同意并办理：申报证书")
    assert (await certificates.read(world.actor, draft.id)).status == "declared"
