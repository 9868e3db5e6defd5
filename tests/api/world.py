"""Two enterprises and everybody who may knock at their doors, for the matrix of rights (T-1)."""

from dataclasses import dataclass
from uuid import UUID

import api.startup  # noqa: F401 — makes every kind of document known
from api import people
from api.documents import Entry, Key, enter_many
from api.people import memberships, tokens
from api.people.actor import Actor
from api.people.models import Membership, Person
from api.people.tokens import TokenWish
from kit import database
from kit.clock import now
from push import addresses
from tests.api.people import makers
from tests.api.people.makers import OTHER_CREDIT_CODE

OPERATOR = "an-operators-token-of-32-characters!"
NUMBER = "E261026902330183"


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
    await makers.qualified(boss)
    await makers.qualified(await makers.at_work(neighbour), "2102M9998")
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
