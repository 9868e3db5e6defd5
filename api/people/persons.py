"""Persons: entering them, and their passwords."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api.people import audit, locks, mobiles, password_rules, passwords, phones, refusals, sessions, throttling
from api.people.actor import Actor
from api.people.models import Person
from kit import database
from kit.clock import now


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be entered; the mobile is the one on file (备案手机号) and may be empty."""

    login: str
    name: str
    mobile: str = ""


def normalised_login(login: str) -> str:
    """Return a login as it is kept: half width, lower case, trimmed."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


async def enter(
    newcomer: Newcomer, kept: str, *, chosen_at: datetime | None, enterprise_id: UUID, **papers: Any
) -> Person:
    """Write a person with the hash of their password; `chosen_at` None: somebody else chose it, so it is to be changed.

    `papers` are columns of the person's row, from `Papers.columns()`. Joins the caller's transaction; raises `Refusal`
    where the login or the mobile is somebody's already.
    """
    await locks.hold("entering persons")
    login, mobile = normalised_login(newcomer.login), newcomer.mobile and phones.normalised(newcomer.mobile)
    if await Person.filter(login=login).exists():
        raise refusals.taken("用户名", "login_taken")
    if mobile and await Person.filter(mobiles.is_on_file(mobile)).exists():
        raise refusals.taken("手机号", "mobile_taken")
    return await Person.create(
        login=login,
        name=newcomer.name.strip(),
        password_hash=kept,
        password_at=chosen_at,
        enterprise_id=enterprise_id,
        created_at=now(),
        **mobiles.columns(mobile),
        **papers,
    )


async def change_password(actor: Actor, old: str, new: str, ip: str = "") -> None:
    """Replace one's own password; every other session of the person ends."""
    person = await Person.get(id=actor.person_id)
    await confirm_password(actor, old, ip)
    password_rules.check(new, person.login, person.name)
    await _keep(actor, person, new, chosen_at=now())


async def confirm_password(actor: Actor, password: str, ip: str = "") -> None:
    """Make sure that the person at the keyboard knows the password (S-7); raises `wrong_credentials`, or too_often."""
    person = await Person.get(id=actor.person_id)
    with passwords.slot():
        attempt = await throttling.begin(person.login, ip)
        if not await passwords.matches(person.password_hash, password):
            raise refusals.wrong_password()
    await throttling.cross_out(attempt)


async def _keep(actor: Actor, person: Person, password: str, *, chosen_at: datetime | None) -> None:
    with passwords.slot():
        kept = await passwords.hashed(password)
    async with database.transaction():
        await Person.filter(id=person.id).update(password_hash=kept, password_at=chosen_at)
        await throttling.forgive(person.login)
        await sessions.end_others(person.id, actor.session_id if actor.person_id == person.id else None)
        await audit.record(actor, "person.password", person.id)


async def reset_password(actor: Actor, person: Person, password: str) -> None:
    """Set somebody's password to one they must change at the next sign-in; the caller has checked the right to."""
    password_rules.check(password, person.login, person.name)
    await _keep(actor, person, password, chosen_at=None)


async def disable(actor: Actor, login: str) -> None:
    """Shut a person out everywhere at once; for the operator of the site."""
    async with database.transaction():
        person = await Person.get_or_none(login=normalised_login(login), disabled_at__isnull=True)
        if person is None:
            raise refusals.not_one_of_us()
        await Person.filter(id=person.id).update(disabled_at=now())
        await audit.record(actor, "person.disable", person.id)
