"""Who belongs to the enterprise: 我的操作员 (USER-19), 代理, granting and revoking; for its 管理员 alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from api.people import audit, locks, persons, refusals
from api.people.actor import Actor
from api.people.models import Membership, Person
from api.people.settings import People
from kit import database, settings
from kit.clock import now

GrantedRole = Literal["admin", "operator", "agent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Somebody who is in the system already, and what they shall be to the enterprise, until when (UTC; None: always).

    Login and name must both fit, so that logins cannot be tried out.
    """

    login: str
    name: str
    role: GrantedRole
    expires_at: datetime | None = None


def require_admin(actor: Actor) -> UUID:
    """Return the enterprise whose 管理员 the actor is; raises `Refusal` forbidden for everybody else.

    A session that has seen no second factor is refused too, unless HUIZHI_SECOND_FACTOR says `offered` (A-5).
    """
    if not actor.is_admin or actor.enterprise_id is None:
        raise refusals.admins_only()
    if actor.session_id and not actor.proven and settings.load(People).second_factor == "required":
        raise refusals.proof_wanted()
    return actor.enterprise_id


def active() -> QuerySet[Membership]:
    """Return the memberships that hold now."""
    return Membership.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now()), revoked_at__isnull=True)


async def of_enterprise(actor: Actor) -> list[Membership]:
    """Return the active memberships of the actor's enterprise with their persons, oldest first."""
    firm = require_admin(actor)
    return await active().filter(enterprise_id=firm).order_by("granted_at", "id").select_related("person")


async def grant(actor: Actor, wish: Grant) -> Membership:
    """Give somebody a role, in place of the one they had; raises `Refusal` where that leaves no 管理员."""
    firm = require_admin(actor)
    if wish.expires_at and wish.expires_at <= now():
        raise refusals.already_past(wish.expires_at)
    async with database.transaction():
        await locks.hold(f"memberships {firm}")
        person = await _named(wish)
        await _may_be(person, wish.role, firm)
        await _end(Membership.filter(person_id=person.id, enterprise_id=firm))
        made = await Membership.create(
            person=person, enterprise_id=firm, role=wish.role, granted_at=now(), expires_at=wish.expires_at
        )
        await _keep_an_admin(firm)
        await audit.record(actor, "membership.grant", made.id, wish.role)
    return made


async def _named(wish: Grant) -> Person:
    login = persons.normalised_login(wish.login)
    person = await Person.get_or_none(login=login, disabled_at__isnull=True)
    if person is None or person.name != wish.name.strip():
        raise refusals.not_one_of_us()
    return person


async def _may_be(person: Person, role: GrantedRole, firm: UUID) -> None:
    """Make sure that a 代理 comes from another enterprise."""
    elsewhere = active().filter(person_id=person.id).exclude(enterprise_id=firm).exclude(role="agent")
    if role == "agent" and not await elsewhere.exists():
        raise refusals.agent_of_ourselves()


async def _end(memberships: QuerySet[Membership]) -> int:
    return await memberships.filter(revoked_at__isnull=True).update(revoked_at=now())


async def _keep_an_admin(firm: UUID) -> None:
    """Make sure that somebody who will stay is left to administer the enterprise."""
    admins = Membership.filter(enterprise_id=firm, role="admin", revoked_at__isnull=True, expires_at__isnull=True)
    if not await admins.filter(person__disabled_at__isnull=True).exists():
        raise refusals.last_admin()


async def revoke(actor: Actor, membership_id: UUID) -> None:
    """Take a membership away; it ends at the person's next request. A foreign one is unknown."""
    firm = require_admin(actor)
    async with database.transaction():
        await locks.hold(f"memberships {firm}")
        if not await _end(active().filter(id=membership_id, enterprise_id=firm)):
            raise refusals.unknown_membership()
        await _keep_an_admin(firm)
        await audit.record(actor, "membership.revoke", membership_id)


async def ours(firm: UUID, membership_id: UUID) -> Membership:
    """Return an active membership of the enterprise with its person; raises `unknown_membership`."""
    found = await active().get_or_none(id=membership_id, enterprise_id=firm).select_related("person")
    if found is None:
        raise refusals.unknown_membership()
    return found


async def ours_alone(firm: UUID, membership_id: UUID) -> Membership:
    """Return a membership as `ours`; raises `not_ours_alone` where the person also works for another enterprise."""
    found = await ours(firm, membership_id)
    if await active().filter(person_id=found.person.id).exclude(enterprise_id=firm).exists():
        raise refusals.not_ours_alone()
    return found


async def reset_password(actor: Actor, membership_id: UUID, password: str) -> None:
    """Set the password of a colleague who forgot it; not of somebody who also works for another enterprise."""
    found = await ours_alone(require_admin(actor), membership_id)
    await persons.reset_password(actor, found.person, password)
