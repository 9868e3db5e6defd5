"""Signing in by name and password: one answer and one time for every way of being wrong (A-1, A-4, A-6)."""

from dataclasses import dataclass
from typing import Final

from api.people import (
    audit,
    mobiles,
    password_rules,
    passwords,
    persons,
    phones,
    refusals,
    second_factor,
    sessions,
    throttling,
)
from api.people.actor import Actor
from api.people.models import Person
from api.people.sessions import Opened
from kit import database, masking
from kit.clock import now

PURPOSE: Final = "sign_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What somebody typed; `code` is the second factor where one was asked for, `new_password` where one is due."""

    login: str
    password: str
    ip: str = ""
    code: str = ""
    new_password: str = ""
    door: str = "http"
    device: str = ""


async def sign_in(login: str, password: str, ip: str = "") -> Opened:
    """Open a session for a name and password; raises `Refusal` unauthenticated, too_often or password_change."""
    return await sign_in_with(Attempt(login=login, password=password, ip=ip))


async def sign_in_with(attempt: Attempt) -> Opened:
    """Open a session; the tries before it are forgotten only when everything asked for was right."""
    login = persons.normalised_login(attempt.login)
    with passwords.slot():
        noted = await throttling.begin(login, attempt.ip)
        person = await _recognised(login, attempt)
        await throttling.cross_out(noted)
        await _second_factor(person, noted.before, attempt)
        fresh_hash = await _fresh_hash(person, attempt)
    return await _opened(person, fresh_hash, attempt)


async def _recognised(login: str, attempt: Attempt) -> Person:
    person = await Person.get_or_none(login=login)
    right = await passwords.matches(person.password_hash if person else passwords.NOBODYS, attempt.password)
    if person is None or not right or person.disabled_at:
        await audit.record(Actor.system(attempt.door), "session.refused", masking.tail(login, 2), "wrong_credentials")
        raise refusals.wrong_credentials()
    return person


async def _second_factor(person: Person, failures: int, attempt: Attempt) -> None:
    """Ask for the authenticator where one is bound; else, once too many passwords were wrong, for a code by SMS."""
    if second_factor.is_enrolled(person):
        if not attempt.code:
            raise refusals.factor_wanted()
        await second_factor.check(person, attempt.code, attempt.ip)
        return
    if failures < throttling.SECOND_FACTOR:
        return
    mobile = mobiles.of(person)
    if not mobile:
        raise refusals.second_factor_missing()
    holder = f"person:{person.id}"
    if attempt.code:
        await phones.check_code(mobile, attempt.code, purpose=PURPOSE, holder=holder)
        return
    await phones.send_code(mobile, purpose=PURPOSE, holder=holder, ip=attempt.ip, account=holder)
    raise refusals.second_factor(masking.phone(mobile))


async def _fresh_hash(person: Person, attempt: Attempt) -> str | None:
    """Return the hash to keep from now on where it changes: a new password was due, or the parameters have moved."""
    if password_rules.has_expired(person.password_at, now()):
        if not attempt.new_password:
            raise refusals.password_change()
        if attempt.new_password == attempt.password:
            raise refusals.weak_password("新密码不能与原密码相同。")
        password_rules.check(attempt.new_password, person.login, person.name)
        return await passwords.hashed(attempt.new_password)
    return await passwords.hashed(attempt.password) if passwords.is_outdated(person.password_hash) else None


async def _opened(person: Person, fresh_hash: str | None, attempt: Attempt) -> Opened:
    async with database.transaction():
        await throttling.forgive(person.login)
        if fresh_hash:
            chosen_at = now() if attempt.new_password else person.password_at
            await Person.filter(id=person.id).update(password_hash=fresh_hash, password_at=chosen_at)
        whence = sessions.Whence(attempt.device, masking.address(attempt.ip))
        proven = second_factor.is_enrolled(person)
        opened = await sessions.open_session(person.id, attempt.door, proven=proven, whence=whence)
        await audit.record(opened.actor, "session.open", opened.actor.session_id or "")
    return opened
