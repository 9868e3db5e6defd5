"""Binding a chat or a phone: two sides confirm, both addresses hear of it, nothing else opens it (B-1, S-7)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from api import people
from api.people import binding, notices, phones, sessions, tickets
from api.people.actor import Actor
from api.people.binding import Proof
from kit import database, settings
from kit.clock import now
from kit.ids import new_id
from kit.refusals import Refusal
from push import addresses
from push.address import Address
from tests.api.people import makers
from tests.api.people.makers import MOBILE, OTHER_MOBILE, OTHER_PASSWORD, PASSWORD

OPENID = "oGZUI0egBJY1zhBYw2KhdUfwVJJE"
OTHER_OPENID = "oGZUI0egBJY1zhBYw2KhdUfwAAAA"
BOUND_AND_UNBOUND = ("您的账号已与微信绑定", "您的账号已与微信解除绑定")
CHAT = Address("wechat", OPENID)


async def boss_at_work(**more: str) -> Actor:
    _, person = await makers.founded("gaoyongxin", **more)
    return await makers.at_work(person)


async def ready_ticket(actor: Actor, openid: str = OPENID) -> tickets.Ticket:
    """A ticket that the phone has scanned and confirmed."""
    ticket = await tickets.open_ticket(actor, "wechat")
    await tickets.scanned(ticket.scene, "wechat", openid)
    await tickets.confirm_on_phone(ticket.scene, "wechat", openid)
    return ticket


async def told() -> list[tuple[str, str]]:
    return [
        (each["address"], each["brief"].partition("(")[0]) for each in await makers.outbox() if each["kind"] == "T11"
    ]


async def refused(work: object) -> str:
    with pytest.raises(Refusal) as caught:
        await work  # type: ignore[misc]
    return caught.value.code


@pytest.mark.feature("PUSH-07", "PUSH-09", "PUSH-11")
async def test_scan_yes_on_the_phone_yes_on_the_web_bind(db: str) -> None:
    """The phone is shown account and enterprise, masked; the chat speaks for the person at once; both are told."""
    actor = await boss_at_work()
    ticket = await tickets.open_ticket(actor, "wechat")
    claim = await tickets.scanned(ticket.scene, "wechat", OPENID)
    assert (claim.account, claim.enterprise) == ("GA***IN", "陕西示例***责任公司")
    assert (await tickets.find(actor, ticket.id)).address == "…VJJE"
    await tickets.confirm_on_phone(ticket.scene, "wechat", OPENID)
    assert await people.actor_for_address("wechat", OPENID) is None
    assert await tickets.confirm_on_web(actor, ticket.id) == CHAT
    heard = await people.actor_for_address("wechat", OPENID)
    assert heard is not None
    assert (heard.person_id, heard.enterprise_id, heard.door) == (actor.person_id, actor.enterprise_id, "wechat")
    assert [address for address, _ in await told()] == [OPENID]


async def test_a_ticket_lives_five_minutes_and_its_scene_is_128_random_bits(db: str) -> None:
    """B-1: 22 base64 characters, ≤ 300 s, never the same."""
    actor = await boss_at_work()
    one, two = await tickets.open_ticket(actor, "wechat"), await tickets.open_ticket(actor, "telegram", consent=True)
    assert one.scene != two.scene
    assert len(one.scene) == 22
    assert one.expires_at - now() <= timedelta(seconds=300)


async def test_without_the_phones_yes_the_web_binds_nothing(db: str) -> None:
    """Neither before the scan nor after it."""
    actor = await boss_at_work()
    ticket = await tickets.open_ticket(actor, "wechat")
    assert await refused(tickets.confirm_on_web(actor, ticket.id)) == "ticket_unconfirmed"
    await tickets.scanned(ticket.scene, "wechat", OPENID)
    assert await refused(tickets.confirm_on_web(actor, ticket.id)) == "ticket_unconfirmed"
    assert await people.actor_for_address("wechat", OPENID) is None


async def test_a_victim_who_scans_an_attackers_code_and_says_no_is_not_bound(db: str) -> None:
    """Threat 5: the victim sees a foreign account and refuses; the attacker's page can do nothing."""
    actor = await boss_at_work()
    ticket = await tickets.open_ticket(actor, "wechat")
    await tickets.scanned(ticket.scene, "wechat", OPENID)
    await tickets.refuse_on_phone(ticket.scene, "wechat", OPENID)
    assert (await tickets.find(actor, ticket.id)).state == "refused"
    assert await refused(tickets.confirm_on_web(actor, ticket.id)) == "ticket_void"
    assert await refused(tickets.scanned(ticket.scene, "wechat", OPENID)) == "ticket_void"


async def test_a_scene_serves_one_phone_once(db: str) -> None:
    """The same phone may scan again (WeChat repeats events); a second one, and any use afterwards, is refused."""
    actor = await boss_at_work()
    ticket = await tickets.open_ticket(actor, "wechat")
    await tickets.scanned(ticket.scene, "wechat", OPENID)
    await tickets.scanned(ticket.scene, "wechat", OPENID)
    assert await refused(tickets.scanned(ticket.scene, "wechat", OTHER_OPENID)) == "ticket_void"
    assert await refused(tickets.confirm_on_phone(ticket.scene, "wechat", OTHER_OPENID)) == "ticket_void"
    assert await refused(tickets.confirm_on_phone(ticket.scene, "telegram", OPENID)) == "ticket_void"
    await tickets.confirm_on_phone(ticket.scene, "wechat", OPENID)
    await tickets.confirm_on_web(actor, ticket.id)
    assert await refused(tickets.scanned(ticket.scene, "wechat", OPENID)) == "ticket_void"
    assert await refused(tickets.confirm_on_web(actor, ticket.id)) == "ticket_void"


async def test_a_ticket_serves_its_own_session_alone(db: str) -> None:
    """Another session, even of the same person, knows it not; with the session's end the ticket ends."""
    actor = await boss_at_work()
    ticket = await ready_ticket(actor)
    stranger = replace(actor, session_id=new_id())
    assert await refused(tickets.confirm_on_web(stranger, ticket.id)) == "ticket_void"
    assert await refused(tickets.find(stranger, ticket.id)) == "ticket_void"
    other = await tickets.open_ticket(actor, "wechat")
    await sessions.sign_out(actor)
    assert await refused(tickets.scanned(other.scene, "wechat", OPENID)) == "ticket_void"


async def test_an_expired_ticket_is_void_on_both_sides(db: str) -> None:
    actor = await boss_at_work()
    ticket = await ready_ticket(actor)
    await database.execute("update bind_tickets set expires_at = $1", now() - timedelta(seconds=1))
    assert await refused(tickets.scanned(ticket.scene, "wechat", OPENID)) == "ticket_void"
    assert await refused(tickets.confirm_on_web(actor, ticket.id)) == "ticket_void"
    assert (await tickets.find(actor, ticket.id)).state == "expired"


async def test_a_new_ticket_voids_the_sessions_last_one(db: str) -> None:
    """A picture left on a screen cannot be used after the page was renewed."""
    actor = await boss_at_work()
    old = await tickets.open_ticket(actor, "wechat")
    await tickets.open_ticket(actor, "wechat")
    assert await refused(tickets.scanned(old.scene, "wechat", OPENID)) == "ticket_void"


async def test_rebinding_tells_the_old_chat_and_the_new_one(db: str) -> None:
    """B-1: whoever loses a binding hears of it there."""
    actor = await boss_at_work()
    await tickets.confirm_on_web(actor, (await ready_ticket(actor)).id)
    await tickets.confirm_on_web(actor, (await ready_ticket(actor, OTHER_OPENID)).id)
    assert [address for address, _ in await told()] == [OPENID, OPENID, OTHER_OPENID]
    assert await people.actor_for_address("wechat", OPENID) is None


async def test_a_chat_of_somebody_else_is_not_taken_over(db: str) -> None:
    """One chat, one account: the other one must unbind first, and nothing has changed."""
    actor = await boss_at_work()
    _, person = await makers.founded("other", makers.OTHER_CREDIT_CODE)
    other = await makers.at_work(person)
    await tickets.confirm_on_web(actor, (await ready_ticket(actor)).id)
    assert await refused(tickets.confirm_on_web(other, (await ready_ticket(other)).id)) == "address_taken"
    held = await people.actor_for_address("wechat", OPENID)
    assert held is not None
    assert held.person_id == actor.person_id


async def test_telegram_asks_for_consent_and_the_audit_remembers_it(db: str) -> None:
    """G-2: messages pass servers abroad."""
    actor = await boss_at_work()
    assert await refused(tickets.open_ticket(actor, "telegram")) == "consent_missing"
    await tickets.open_ticket(actor, "telegram", consent=True)
    rows = await database.fetch("select result from audit where action = 'binding.open'")
    assert [row["result"] for row in rows] == ["consented"]


@pytest.mark.feature("PUSH-10")
async def test_unbinding_frees_the_chat_and_tells_it(db: str) -> None:
    actor = await boss_at_work()
    await tickets.confirm_on_web(actor, (await ready_ticket(actor)).id)
    await binding.unbind(actor, "wechat")
    assert await people.actor_for_address("wechat", OPENID) is None
    assert (await told())[-1] == (OPENID, "您的账号已与微信解除绑定")
    assert await refused(binding.unbind(actor, "wechat")) == "nothing_bound"


async def test_the_phone_hears_of_every_chat_that_is_bound_or_unbound(db: str) -> None:
    """A thief of the session binds a chat, and its owner's phone says so (ux.md §3.3 unbind)."""
    actor = await boss_at_work()
    await addresses.bind(actor.person_id, "sms", MOBILE)
    await tickets.confirm_on_web(actor, (await ready_ticket(actor)).id)
    await binding.unbind(actor, "wechat")
    assert sorted(await told()) == sorted([(who, words) for who in (OPENID, MOBILE) for words in BOUND_AND_UNBOUND])


async def test_who_leaves_the_account_gets_nothing_more_and_leaves_no_trace_in_tickets(db: str) -> None:
    """Unsubscribe: the address is lost, half-finished and finished tickets forget it."""
    actor = await boss_at_work()
    await tickets.confirm_on_web(actor, (await ready_ticket(actor)).id)
    await binding.unfollowed("wechat", OPENID)
    assert await addresses.active_for([actor.person_id]) == {}
    assert {row["address"] for row in await database.fetch("select address from bind_tickets")} == {""}


@pytest.mark.feature("PUSH-29")
async def test_a_chat_binds_by_mobile_and_code(db: str) -> None:
    """绑定 手机号: the mobile on file and its code name the person."""
    actor = await boss_at_work(mobile=MOBILE)
    await binding.begin_by_phone(CHAT, MOBILE)
    bound = await binding.finish_by_phone(CHAT, MOBILE, await makers.last_code())
    assert (bound.person_id, bound.name, bound.role_name) == (actor.person_id, "高永欣", "管理员")
    assert await people.actor_for_address("wechat", OPENID)


async def test_a_mobile_on_no_file_gets_a_code_and_learns_the_truth_only_with_it(db: str) -> None:
    """S-4: the answer to 绑定 is the same for every number; its holder is told, nobody else."""
    await boss_at_work(mobile=MOBILE)
    known = await binding.begin_by_phone(CHAT, MOBILE)
    unknown = await binding.begin_by_phone(Address("wechat", OTHER_OPENID), OTHER_MOBILE)
    assert known.resend_after == unknown.resend_after
    code = await makers.last_code(OTHER_MOBILE)
    work = binding.finish_by_phone(Address("wechat", OTHER_OPENID), OTHER_MOBILE, code)
    assert await refused(work) == "phone_not_on_file"


async def test_a_code_asked_for_in_one_chat_is_worth_nothing_in_another(db: str) -> None:
    await boss_at_work(mobile=MOBILE)
    await binding.begin_by_phone(CHAT, MOBILE)
    code = await makers.last_code()
    assert await refused(binding.finish_by_phone(Address("wechat", OTHER_OPENID), MOBILE, code)) == "no_code"


async def code_for(actor: Actor, mobile: str) -> str:
    await phones.send_code(mobile, purpose=binding.FOLLOW, holder=binding.holder_of_session(actor))
    return await makers.last_code(mobile)


async def reached(actor: Actor) -> dict[str, str]:
    """Where short messages and the like reach somebody, as it is dialled."""
    active = await addresses.active_for([actor.person_id])
    return {channel: Address(channel, value).opened().value for (_person, channel), value in active.items()}


@pytest.mark.feature("PUSH-03", "PUSH-04")
async def test_a_proven_mobile_receives_short_messages(db: str) -> None:
    """And stands on file from now on."""
    actor = await boss_at_work()
    await binding.prove_phone(actor, Proof(mobile=MOBILE, code=await code_for(actor, MOBILE)))
    assert await reached(actor) == {"sms": MOBILE}


async def test_another_mobile_takes_the_password_and_the_old_one_is_told(db: str) -> None:
    """S-7: 0 changes without both; also where the old number is only on file."""
    actor = await boss_at_work(mobile=MOBILE)
    code = await code_for(actor, OTHER_MOBILE)
    assert (
        await refused(binding.prove_phone(actor, Proof(mobile=OTHER_MOBILE, code=code))) == "reauthentication_required"
    )
    wrong = Proof(mobile=OTHER_MOBILE, code=code, password=OTHER_PASSWORD)
    assert await refused(binding.prove_phone(actor, wrong)) == "wrong_password"
    await binding.prove_phone(actor, Proof(mobile=OTHER_MOBILE, code=code, password=PASSWORD))
    assert [address for address, _ in await told()] == [MOBILE, OTHER_MOBILE]
    assert await reached(actor) == {"sms": OTHER_MOBILE}


async def test_somebody_elses_mobile_is_refused_even_when_proven(db: str) -> None:
    """Told to its holder alone, and nothing changes."""
    await boss_at_work(mobile=MOBILE)
    _, person = await makers.founded("other", makers.OTHER_CREDIT_CODE)
    other = await makers.at_work(person)
    proof = Proof(mobile=MOBILE, code=await code_for(other, MOBILE))
    assert await refused(binding.prove_phone(other, proof)) == "phone_of_another"
    assert await addresses.active_for([person.id]) == {}


async def test_a_machine_opens_no_ticket_and_proves_no_phone(db: str) -> None:
    """Without a session nobody is there to confirm."""
    actor = replace(await boss_at_work(), session_id=None)
    assert await refused(tickets.open_ticket(actor, "wechat")) == "in_person_only"
    assert await refused(binding.prove_phone(actor, Proof(mobile=MOBILE, code="000000"))) == "in_person_only"


@pytest.mark.parametrize("channel", ["wechat", "sms", "telegram"])
@pytest.mark.parametrize("bound", [True, False])
def test_the_notice_fits_its_template_and_one_short_message(channel: str, *, bound: bool) -> None:
    """T11 of ux.md §3.2: 操作 is a phrase of ≤ 5 characters, things hold 20, one SMS 70."""
    message = notices.binding_message("GA***IN", channel, bound=bound)
    assert len(message.value("操作") or "") <= 5
    assert len(message.value("账号") or "") <= 20
    assert len(message.remark) <= 20
    assert len("【陕西单一窗口】" + message.brief) <= 70
    assert message.kind == "T11"
    assert message.value("操作") == ("绑定" if bound else "解除绑定")


@pytest.mark.parametrize(("region", "hotline"), [("shaanxi", "029-95198"), ("liaoning", "0411-82732333")])
def test_the_notice_names_the_regions_hotline(monkeypatch: pytest.MonkeyPatch, region: str, hotline: str) -> None:
    monkeypatch.setenv("HUIZHI_REGION", region)
    settings.forget()
    assert hotline in notices.binding_message("GA***IN", "wechat", bound=False).brief
