"""我的操作员: entering and setting right 经办人, 绑卡 or 无卡, each with an ID-card number (USER-19…21)."""

from dataclasses import dataclass
from uuid import UUID

from api.people import audit, locks, memberships, mobiles, papers, password_rules, passwords, persons, phones, refusals
from api.people.actor import Actor
from api.people.models import Membership, Person
from api.people.papers import Papers
from api.people.persons import Newcomer
from kit import database
from kit.clock import now


async def create_operator(actor: Actor, newcomer: Newcomer, password: str, proof: Papers) -> Membership:
    """Enter a new 经办人 of one's enterprise; the password is to be changed at the first sign-in (ASVS 6.4.1).

    Raises `Refusal` for an ID-card number that is missing, wrong or a colleague's, a login, mobile or card in use.
    """
    firm = memberships.require_admin(actor)
    checked = proof.checked()
    password_rules.check(password, persons.normalised_login(newcomer.login), newcomer.name)
    with passwords.slot():
        kept = await passwords.hashed(password)
    async with database.transaction():
        await locks.hold("entering persons")
        await papers.require_new(checked, firm)
        person = await persons.enter(newcomer, kept, chosen_at=None, enterprise_id=firm, **checked.columns())
        made = await Membership.create(person=person, enterprise_id=firm, role="operator", granted_at=now())
        await audit.record(actor, "membership.grant", made.id, "operator")
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorChange:
    """What a 管理员 may set right about a colleague; the mobile is the one on file and may be empty."""

    name: str
    mobile: str
    papers: Papers


async def change_operator(actor: Actor, membership_id: UUID, change: OperatorChange) -> Membership:
    """Set right what is on file about a colleague; not about somebody who also works for another enterprise."""
    firm = memberships.require_admin(actor)
    checked = change.papers.checked()
    mobile = change.mobile and phones.normalised(change.mobile)
    async with database.transaction():
        await locks.hold("entering persons")
        found = await memberships.ours_alone(firm, membership_id)
        await papers.require_new(checked, firm, found.person.id)
        if mobile and await Person.filter(mobiles.is_on_file(mobile)).exclude(id=found.person.id).exists():
            raise refusals.taken("手机号", "mobile_taken")
        told = {"name": change.name, **mobiles.columns(mobile), **checked.columns()}
        await Person.filter(id=found.person.id).update(**told)
        await audit.record(actor, "person.change", found.person.id)
    return await memberships.ours(firm, membership_id)
