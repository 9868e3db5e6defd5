"""Two enterprises and everybody who may knock at their doors, for the matrix of rights (T-1)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from api import people
from api.documents import Entry, Key, enter_many
from api.people import memberships, tokens
from api.people.actor import Actor
from api.people.models import Membership, Person
from api.people.tokens import TokenWish
from kit import database
from kit.clock import now
from kit.ids import new_id
from push import addresses, outbox
from push.message import Message
from tests.api.people import makers
from tests.api.people.makers import OTHER_CREDIT_CODE, PASSWORD

OPERATOR = "an-operators-token-of-32-characters!"
NUMBER = "E261026902330183"
NEW = "thirteen cranes over the lake"
Asked = tuple[str, str, object]  # method, path, JSON body


@dataclass(kw_only=True)
class World:
    """Enterprise A, whose things are asked about, and the people by the names of the matrix' columns."""

    enterprise_id: UUID
    boss: Actor
    persons: dict[str, Person]

    async def knocks_as(self, who: str) -> str:
        """Return a fresh bearer token for a column of the matrix."""
        if who == "anonymous":
            return ""
        if who == "house":
            return OPERATOR
        if who == "machine":
            return (await tokens.create(self.boss, TokenWish(name="ERP", scopes=["read"])))[1]
        token = await makers.a_token(self.persons[who])
        if who == "revoked":
            sql = "update sessions set enterprise_id = $1 where person_id = $2"
            await database.execute(sql, self.enterprise_id, self.persons[who].id)
        return token


async def a_world() -> World:
    """Make everybody; all have the same password, chosen by themselves."""
    enterprise, admin = await makers.founded("admin")
    boss = await makers.at_work(admin)
    other, neighbour = await makers.founded("neighbour", OTHER_CREDIT_CODE)
    clerk = await makers.an_operator(boss, "operator")
    agents = {}
    for who in ("agent", "revoked"):
        agents[who] = await Person.create(login=who, name=who, password_hash="", created_at=now())
        await Membership.create(person=agents[who], enterprise=other, role="operator", granted_at=now())
        granted = await makers.an_agent(boss, agents[who])
        await people.switch_enterprise(await _in_chat(agents[who]), enterprise.id)
    await memberships.revoke(boss, granted.id)
    await Person.all().update(password_hash=admin.password_hash, password_at=now())
    persons = {"admin": admin, "neighbour": neighbour, "operator": clerk, **agents}
    for chat, person in enumerate(persons.values()):
        await addresses.bind(person.id, "telegram", str(chat))
    await enter_many([Entry(key=Key("customs_certificate", NUMBER), enterprise_id=enterprise.id)])
    return World(enterprise_id=enterprise.id, boss=boss, persons=persons)


async def _in_chat(person: Person) -> Actor:
    found = await people.actor_of_person(person.id, "wechat")
    assert found
    return found


async def a_colleague(world: World) -> Membership:
    """Somebody new at A, to be revoked or reset."""
    login = new_id().hex
    person = await Person.create(login=login, name="王五", password_hash="", created_at=now())
    return await Membership.create(person=person, enterprise_id=world.enterprise_id, role="operator", granted_at=now())


async def a_given_up_delivery(world: World) -> UUID:
    """A delivery for A that was tried in vain."""
    letter = outbox.Letter(new_id(), Message(title="证书审核结果通知", kind="T1"), "", now())
    order = outbox.Order(
        message_id=letter.id,
        person_id=world.boss.person_id,
        tenant_id=world.enterprise_id,
        subscription_id=None,
        why="因：按企业订阅",
        channel="sms",
        address=makers.MOBILE,
        thread="",
        seq=1,
        lane=outbox.Lane.STATUS,
        due_at=now(),
        expires_at=now() + timedelta(hours=72),
    )
    await outbox.post([letter], [order])
    await database.execute("update deliveries set state = 'dead' where id = $1", order.id)
    return order.id


async def _grant(world: World) -> Asked:
    person = await Person.create(login=new_id().hex, name="赵六", password_hash="", created_at=now())
    return "POST", "/memberships", {"login": person.login, "name": "赵六", "role": "operator"}


async def _token(world: World) -> Asked:
    made, _ = await tokens.create(world.boss, TokenWish(name="old", scopes=["read"]))
    return "DELETE", f"/tokens/{made.id}", None


async def _mobile(world: World) -> Asked:
    await database.execute("delete from phone_code_events")
    return "POST", "/phones/code", {"mobile": makers.OTHER_MOBILE}


def _always(method: str, path: str, body: object = None) -> Callable[[World], Awaitable[Asked]]:
    async def asked(world: World) -> Asked:
        return method, path.format(enterprise=world.enterprise_id, nothing=new_id()), body

    return asked


def _about(
    make: Callable[[World], Awaitable[object]], method: str, path: str, body: object = None
) -> Callable[[World], Awaitable[Asked]]:
    async def asked(world: World) -> Asked:
        made = await make(world)
        return method, path.format(getattr(made, "id", made)), body

    return asked


async def _newcomer(world: World) -> Asked:
    return "POST", "/persons", {"login": new_id().hex, "name": "李四", "password": NEW}


async def _switch(world: World) -> Asked:
    return "POST", "/session/enterprise", {"enterprise_id": str(world.enterprise_id)}


# What is asked for by each row of rights.tsv; paths without /api/v1.
ASKED: dict[str, Callable[[World], Awaitable[Asked]]] = {
    "sign_in": _always("POST", "/session", {"login": "admin", "password": PASSWORD}),
    "sign_out": _always("DELETE", "/session"),
    "me": _always("GET", "/me"),
    "change_password": _always("PUT", "/me/password", {"old": PASSWORD, "new": PASSWORD}),
    "switch_enterprise": _switch,
    "list_enterprises": _always("GET", "/enterprises"),
    "get_enterprise": _always("GET", "/enterprises/{enterprise}"),
    "list_memberships": _always("GET", "/memberships"),
    "create_person": _newcomer,
    "grant_membership": _grant,
    "revoke_membership": _about(a_colleague, "DELETE", "/memberships/{}"),
    "reset_password": _about(a_colleague, "PUT", "/memberships/{}/password", {"password": NEW}),
    "list_tokens": _always("GET", "/tokens"),
    "create_token": _always("POST", "/tokens", {"name": "ERP", "scopes": ["read"]}),
    "revoke_token": _token,
    "send_code": _mobile,
    "prove_phone": _always("POST", "/phones/proof", {"mobile": makers.OTHER_MOBILE, "code": "000000"}),
    "list_bindings": _always("GET", "/bindings"),
    "unbind": _always("DELETE", "/bindings/wechat"),
    "open_ticket": _always("POST", "/bindings/tickets", {"channel": "wechat"}),
    "get_ticket": _always("GET", "/bindings/tickets/{nothing}"),
    "confirm_ticket": _always("POST", "/bindings/tickets/{nothing}/confirmation"),
    "list_subscriptions": _always("GET", "/subscriptions"),
    "follow": _always("POST", "/subscriptions", {"level": "document", "channels": ["telegram"], "number": NUMBER}),
    "cancel_subscriptions": _always("POST", "/subscriptions/cancellation", {"everything": True}),
    "restore_subscriptions": _always("POST", "/subscriptions/restoration", {"ids": [str(new_id())]}),
    "subscription_choices": _always("GET", "/subscriptions/tree"),
    "explain_subscriptions": _always("GET", f"/subscriptions/explain?document={NUMBER}"),
    "mute_document": _always("PUT", f"/subscriptions/mutes/{NUMBER}"),
    "unmute_document": _always("DELETE", f"/subscriptions/mutes/{NUMBER}"),
    "get_preferences": _always("GET", "/preferences"),
    "set_preferences": _always("PUT", "/preferences", {"quiet_from": "22:00", "quiet_until": "08:00"}),
    "list_deliveries": _always("GET", "/deliveries"),
    "get_delivery": _about(a_given_up_delivery, "GET", "/deliveries/{}"),
    "replay_delivery": _about(a_given_up_delivery, "POST", "/deliveries/{}/replay"),
    "replay_deliveries": _always("POST", "/deliveries/replay", {}),
}
