"""Who belongs where: founding, 我的操作员, 代理, revoking, machine tokens, and rights in batches."""

from dataclasses import replace
from datetime import timedelta

import pytest

from api import people
from api.people import enterprises, memberships, operators, sessions, tokens
from api.people.actor import Actor
from api.people.memberships import Grant
from api.people.models import Membership, Person
from api.people.papers import Papers
from api.people.persons import Newcomer
from api.people.tokens import TokenWish
from kit import database
from kit.clock import now
from kit.ids import new_id
from kit.refusals import Kind, Refusal
from tests.api.people import makers
from tests.api.people.makers import CREDIT_CODE, OTHER_CREDIT_CODE, OTHER_PASSWORD


async def boss() -> Actor:
    _, person = await makers.founded()
    return await makers.at_work(person)


async def neighbour() -> Person:
    """The 管理员 of another enterprise."""
    return (await makers.founded("neighbour", OTHER_CREDIT_CODE, person_name="赵六", name="沈阳某报关行"))[1]


async def refused(work: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await work  # type: ignore[misc]
    return caught.value


async def test_an_enterprise_is_founded_with_its_first_admin(db: str) -> None:
    """The organisation code is the credit code's positions 9–17."""
    enterprise, person = await makers.founded()
    assert (enterprise.credit_code, enterprise.org_code) == (CREDIT_CODE, "M000100Y4")
    actor = await people.actor_of_person(person.id, "http")
    assert actor is not None
    assert (actor.enterprise_id, actor.role, actor.role_name) == (enterprise.id, "admin", "管理员")


@pytest.mark.parametrize("credit_code", ["91350100M000100Y44", "91350100M000100Y4", "9135010OM000100Y43", ""])
async def test_a_credit_code_that_does_not_check_is_refused(db: str, credit_code: str) -> None:
    """GB 32100: wrong check character, wrong length, a letter the alphabet lacks, nothing."""
    assert (await refused(makers.founded(credit_code=credit_code))).code == "bad_credit_code"
    assert not await Person.all().exists()


async def test_one_credit_code_one_login_one_mobile(db: str) -> None:
    """The second founding says which of them is taken, and leaves nothing behind."""
    await makers.founded(mobile=makers.MOBILE)
    assert (await refused(makers.founded("second"))).code == "credit_code_taken"
    assert (await refused(makers.founded("BOSS", OTHER_CREDIT_CODE))).code == "login_taken"
    assert (await refused(makers.founded("second", OTHER_CREDIT_CODE, mobile=makers.MOBILE))).code == "mobile_taken"
    assert len(await enterprises.of_actor(await makers.at_work(await Person.get(login="boss")))) == 1


@pytest.mark.feature("USER-19")
async def test_an_admin_enters_operators_and_sees_them(db: str) -> None:
    actor = await boss()
    clerk = await makers.an_operator(actor, mobile=makers.MOBILE)
    found = await memberships.of_enterprise(actor)
    assert [(each.person.login, each.role) for each in found] == [("boss", "admin"), ("clerk", "operator")]
    assert (await people.actor_of_person(clerk.id, "http") or actor).role == "operator"


async def test_nobody_but_an_admin_in_person_grants(db: str) -> None:
    """Not an 经办人, not a 代理, not a token of the 管理员 — and the system is nobody's 管理员."""
    actor = await boss()
    clerk = await makers.at_work(await makers.an_operator(actor))
    machine = replace(actor, session_id=None, scopes=frozenset({"read"}))
    wish = Grant(login="boss", name="高永欣", role="operator")
    for other in (clerk, machine, Actor.system("cli"), replace(actor, role="agent")):
        assert (await refused(memberships.grant(other, wish))).code == "admins_only"
        assert (await refused(memberships.of_enterprise(other))).code == "admins_only"
        newcomer = Newcomer("x", "x")
        creation = operators.create_operator(other, newcomer, OTHER_PASSWORD, Papers(makers.an_id_card()))
        assert (await refused(creation)).code == "admins_only"
        assert (await refused(memberships.revoke(other, new_id()))).code == "admins_only"


async def test_a_grant_asks_for_login_and_name(db: str) -> None:
    """An unknown login and a login that goes by another name are one answer, so logins cannot be tried out."""
    actor = await boss()
    await neighbour()
    wrong_name = await refused(memberships.grant(actor, Grant(login="neighbour", name="王五", role="agent")))
    unknown = await refused(memberships.grant(actor, Grant(login="nobody", name="赵六", role="agent")))
    assert (wrong_name.kind, wrong_name.code, wrong_name.sentence) == (unknown.kind, unknown.code, unknown.sentence)


async def test_an_agent_acts_until_the_end_or_until_revoked(db: str) -> None:
    """代理: a person of another enterprise; the right ends at once, without anybody's help when it expires."""
    actor, agent = await boss(), await neighbour()
    granted = await makers.an_agent(actor, agent, now() + timedelta(days=30))
    pair = (agent.id, actor.enterprise_id)
    assert pair[1] is not None
    assert await people.may_see([pair]) == {pair}
    await memberships.revoke(actor, granted.id)
    assert await people.may_see([pair]) == set()
    again = await makers.an_agent(actor, agent, now() + timedelta(days=30))
    await Membership.filter(id=again.id).update(expires_at=now() - timedelta(seconds=1))
    assert await people.may_see([pair]) == set()


async def test_an_agent_comes_from_elsewhere(db: str) -> None:
    """One's own 经办人 is no 代理, and an end in the past is no right."""
    actor, agent = await boss(), await neighbour()
    await makers.an_operator(actor)
    own = Grant(login="clerk", name="李四", role="agent")
    assert (await refused(memberships.grant(actor, own))).code == "agent_of_ourselves"
    assert (await refused(makers.an_agent(actor, agent, now() - timedelta(days=1)))).code == "already_past"


async def test_a_new_role_replaces_the_old_one(db: str) -> None:
    """One active membership a person and enterprise; the history stays."""
    actor = await boss()
    clerk = await makers.an_operator(actor)
    await memberships.grant(actor, Grant(login="clerk", name="李四", role="admin"))
    assert [each.role for each in await memberships.of_enterprise(actor)] == ["admin", "admin"]
    assert await Membership.filter(person_id=clerk.id).count() == 2


async def test_the_last_admin_stays(db: str) -> None:
    """Neither revoked nor made an 经办人, and a passing 管理员 does not count."""
    actor = await boss()
    own = (await memberships.of_enterprise(actor))[0]
    assert (await refused(memberships.revoke(actor, own.id))).code == "last_admin"
    demotion = Grant(login="boss", name="高永欣", role="operator")
    assert (await refused(memberships.grant(actor, demotion))).code == "last_admin"
    await makers.an_operator(actor)
    passing = Grant(login="clerk", name="李四", role="admin", expires_at=now() + timedelta(days=1))
    await memberships.grant(actor, passing)
    assert (await refused(memberships.revoke(actor, own.id))).code == "last_admin"
    assert [each.role for each in await memberships.of_enterprise(actor)] == ["admin", "admin"]


async def test_a_foreign_membership_is_unknown(db: str) -> None:
    """T-2: foreign, revoked and missing are one answer, and nothing happens."""
    actor, agent = await boss(), await neighbour()
    foreign = await Membership.get(person_id=agent.id)
    told = [await refused(memberships.revoke(actor, each)) for each in (foreign.id, new_id())]
    assert {(each.kind, each.code, each.sentence) for each in told} == {
        (Kind.UNKNOWN, "membership_unknown", "没有找到这名成员。")
    }
    assert await people.may_see([(agent.id, foreign.enterprise_id)])  # type: ignore[attr-defined]


async def test_an_admin_resets_a_colleague_but_not_an_agent(db: str) -> None:
    """Who also works elsewhere is not ours to sign in as."""
    actor, agent = await boss(), await neighbour()
    clerk = await makers.an_operator(actor)
    mine = await Membership.get(person_id=clerk.id)
    await memberships.reset_password(actor, mine.id, "thirteen cranes over the lake")
    assert (await refused(people.sign_in("clerk", "thirteen cranes over the lake"))).code == "password_change_required"
    granted = await makers.an_agent(actor, agent)
    assert (await refused(memberships.reset_password(actor, granted.id, OTHER_PASSWORD))).code == "not_ours_alone"


async def test_rights_come_in_batches(db: str) -> None:
    """may_see answers many pairs at once: members yes; strangers, the disabled and unknown ids no."""
    actor, agent = await boss(), await neighbour()
    assert actor.enterprise_id is not None
    clerk = await makers.an_operator(actor)
    home = (await enterprises.of_actor(await makers.at_work(agent)))[0].enterprise.id
    pairs = [(actor.person_id, actor.enterprise_id), (clerk.id, actor.enterprise_id), (agent.id, home)]
    foreign = [(agent.id, actor.enterprise_id), (actor.person_id, home), (new_id(), new_id())]
    assert await people.may_see([*pairs, *foreign, *pairs]) == set(pairs)
    await Person.filter(id=clerk.id).update(disabled_at=now())
    assert await people.may_see(pairs) == {pairs[0], pairs[2]}
    assert await people.may_see([]) == set()


@pytest.mark.feature("USER-22")
async def test_switching_reaches_ones_own_enterprises_alone(db: str) -> None:
    """切换企业: an agent's session acts for the principal; a stranger's enterprise and a missing one are one answer."""
    actor, agent = await boss(), await neighbour()
    assert actor.enterprise_id is not None
    visitor = await makers.at_work(agent)
    refusals = [await refused(people.switch_enterprise(visitor, each)) for each in (actor.enterprise_id, new_id())]
    assert len({(each.code, each.sentence) for each in refusals}) == 1
    await makers.an_agent(actor, agent)
    switched = await people.switch_enterprise(visitor, actor.enterprise_id)
    assert (switched.enterprise_id, switched.role) == (actor.enterprise_id, "agent")


async def test_a_revoked_membership_ends_the_sessions_right_but_not_the_session(db: str) -> None:
    """The next request finds a person without an enterprise (B-5)."""
    actor = await boss()
    clerk = await makers.an_operator(actor)
    token = await makers.a_token(clerk)
    await memberships.revoke(actor, (await Membership.get(person_id=clerk.id)).id)
    left = await sessions.actor_of_session(token)
    assert left is not None
    assert (left.enterprise_id, left.role) == (None, "none")


async def test_a_chat_keeps_to_the_enterprise_last_chosen_there(db: str) -> None:
    """Without a session the choice stays with the person, and falls back when the right is gone."""
    actor, agent = await boss(), await neighbour()
    assert actor.enterprise_id is not None
    granted = await makers.an_agent(actor, agent)
    chat = await people.actor_of_person(agent.id, "wechat")
    assert chat is not None
    await people.switch_enterprise(chat, actor.enterprise_id)
    assert (await people.actor_of_person(agent.id, "wechat") or chat).enterprise_id == actor.enterprise_id
    await memberships.revoke(actor, granted.id)
    assert (await people.actor_of_person(agent.id, "wechat") or actor).enterprise_id == chat.enterprise_id


async def test_a_machines_token_acts_within_its_scopes_for_its_maker(db: str) -> None:
    """Hashed, named scopes only, no 管理员's powers, its use noted."""
    actor = await boss()
    made, secret = await tokens.create(actor, TokenWish(name="ERP", scopes=["follow", "read"]))
    machine = await people.actor_of_api_token(secret)
    assert machine is not None
    assert (machine.person_id, machine.enterprise_id, machine.role) == (actor.person_id, actor.enterprise_id, "admin")
    assert (machine.may("read"), machine.may("receipts"), machine.is_admin) == (True, False, False)
    row = (await database.fetch("select token_hash, used_at from api_tokens"))[0]
    assert secret.removeprefix("hzt_") not in row["token_hash"]
    assert row["used_at"] is not None
    assert [each.id for each in await tokens.of_enterprise(actor)] == [made.id]


async def test_a_machines_token_dies_by_revoking_by_time_and_with_its_makers_right(db: str) -> None:
    actor = await boss()
    made, first = await tokens.create(actor, TokenWish(name="a", scopes=["read"]))
    _, second = await tokens.create(actor, TokenWish(name="b", scopes=["read"], expires_at=now() + timedelta(days=1)))
    _, third = await tokens.create(actor, TokenWish(name="c", scopes=["read"]))
    await tokens.revoke(actor, made.id)
    await database.execute("update api_tokens set expires_at = $1 where name = 'b'", now() - timedelta(seconds=1))
    assert await people.actor_of_api_token(first) is None
    assert await people.actor_of_api_token(second) is None
    assert await people.actor_of_api_token(third)
    await Membership.filter(person_id=actor.person_id).update(revoked_at=now())
    assert await people.actor_of_api_token(third) is None
    assert (await refused(tokens.revoke(actor, made.id))).code == "token_unknown"


async def test_deeds_are_in_the_audit_without_names_or_numbers(db: str) -> None:
    """P-5: who, what, for whom; P-2: ids only."""
    actor = await boss()
    await makers.an_operator(actor, mobile=makers.MOBILE)
    rows = await database.fetch("select * from audit order by id")
    assert [row["action"] for row in rows] == ["enterprise.found", "membership.grant"]
    assert (rows[0]["actor"], rows[1]["actor"]) == ("cli", str(actor.person_id))
    assert all(secret not in str(dict(row)) for row in rows for secret in (makers.MOBILE, "李四", "clerk"))
