"""Founding an enterprise, and looking one up."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from api import identifiers
from api.people import audit, locks, memberships, password_rules, passwords, persons, refusals
from api.people.actor import Actor
from api.people.models import Enterprise, Membership, Person
from kit import database
from kit.clock import now


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """An enterprise and its first 管理员; the codes of customs and CCPIT may be empty."""

    name: str
    credit_code: str
    customs_code: str = ""
    ccpit_code: str = ""
    login: str
    person_name: str
    mobile: str = ""
    password: str = ""


async def found_enterprise(actor: Actor, founding: Founding) -> tuple[Enterprise, Person]:
    """Enter an enterprise with its first 管理员, for the command line; people at large register.

    Raises `Refusal` for a credit code whose check digit fails (GB 32100), a code or login in use, a weak password.
    """
    checked_credit_code(founding.credit_code)
    password_rules.check(founding.password, founding.login, founding.name)
    with passwords.slot():
        kept = await passwords.hashed(founding.password)
    return await enter(actor, founding, kept, {})


async def enter(actor: Actor, founding: Founding, kept: str, papers: Mapping[str, str]) -> tuple[Enterprise, Person]:
    """Write an enterprise and its first 管理员 with the hash of their password and the columns of their papers."""
    newcomer = persons.Newcomer(login=founding.login, name=founding.person_name, mobile=founding.mobile)
    async with database.transaction():
        enterprise = await _entered(founding, checked_credit_code(founding.credit_code))
        person = await persons.enter(newcomer, kept, chosen_at=now(), enterprise_id=enterprise.id, **papers)
        await Membership.create(person_id=person.id, enterprise_id=enterprise.id, role="admin", granted_at=now())
        await audit.record(actor, "enterprise.found", enterprise.id)
    return enterprise, person


async def _entered(founding: Founding, credit_code: str) -> Enterprise:
    org_code = identifiers.org_code_of(credit_code)
    await locks.hold("entering enterprises")
    if await Enterprise.filter(Q(credit_code=credit_code) | Q(org_code=org_code)).exists():
        raise refusals.taken("社会信用代码", "credit_code_taken")
    return await Enterprise.create(
        name=founding.name.strip(),
        credit_code=credit_code,
        org_code=org_code,
        customs_code=checked_customs_code(founding.customs_code),
        ccpit_code=identifiers.normalise(founding.ccpit_code),
        created_at=now(),
    )


def checked_credit_code(text: str) -> str:
    """Return a credit code normalised; raises `Refusal` where its check character fails (GB 32100)."""
    code = identifiers.normalise(text)
    if not identifiers.credit_code_is_valid(code):
        raise refusals.invalid("bad_credit_code", "社会信用代码不正确，请核对18位代码。")
    return code


def checked_customs_code(text: str) -> str:
    """Return a 海关注册编码 normalised, or ''; raises `Refusal` for what has not its ten-character shape."""
    code = identifiers.normalise(text)
    if code and not identifiers.customs_registration_is_valid(code):
        raise refusals.invalid("bad_customs_code", "海关注册编码不正确，请核对10位编码。")
    return code


def _mine(actor: Actor) -> QuerySet[Membership]:
    return memberships.active().filter(person_id=actor.person_id)


async def find(actor: Actor, enterprise_id: UUID) -> Enterprise:
    """Return one of the actor's enterprises; a foreign and a missing one are the same refusal (T-2)."""
    found = await _mine(actor).get_or_none(enterprise_id=enterprise_id).select_related("enterprise")
    if found is None:
        raise refusals.no_such_enterprise()
    return found.enterprise


async def current(actor: Actor) -> Enterprise:
    """Return the enterprise that the actor acts for now; raises `Refusal` where there is none, or no more."""
    if actor.enterprise_id is None:
        raise refusals.no_enterprise()
    return await find(actor, actor.enterprise_id)


async def of_actor(actor: Actor) -> list[Membership]:
    """Return the actor's active memberships, each with its enterprise, in the order they were granted."""
    return await _mine(actor).order_by("granted_at", "id").select_related("enterprise")
