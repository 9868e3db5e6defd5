"""The second factor of people who administer (A-5): an authenticator's code, or a recovery code where it is lost.

Somebody who has bound an authenticator is asked for a code at every sign-in. What only a 管理员 may do is refused to a
session that was opened with a password alone, unless HUIZHI_SECOND_FACTOR says `offered`.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from api.people import audit, memberships, persons, refusals, sessions, throttling, totp
from api.people.actor import Actor
from api.people.models import Person, RecoveryCode
from kit import database, sealing
from kit.clock import now

ISSUER: Final = "回执通"
RECOVERY_CODES: Final = 10
_PURPOSE: Final = "totp"


def resealed(totp_key: str) -> dict[str, str]:
    """Return the column of an authenticator's key under the present key, nothing where it is; raises Unopenable."""
    if not totp_key:
        return {}
    key, is_present = sealing.opened(totp_key, _PURPOSE)
    return {} if is_present else {"totp_key": sealing.seal(key, _PURPOSE)}


_SPEND_STEP = "update persons set totp_step = $2 where id = $1 and totp_step < $2"
_SPEND_CODE = "update recovery_codes set used_at = $3 where person_id = $1 and code_hash = $2 and used_at is null"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the authenticator is told, once: the key and the same as a URL for its camera."""

    key: str
    url: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody has bound an authenticator, whether this session proved it, and what is left if it is lost."""

    enrolled: bool
    proven: bool
    recovery_codes_left: int


def is_enrolled(person: Person) -> bool:
    """Tell whether a code is asked of this person."""
    return person.totp_at is not None


async def standing(actor: Actor) -> Standing:
    """Return how the actor proves who they are."""
    person = await Person.get(id=actor.person_id)
    left = await RecoveryCode.filter(person_id=person.id, used_at__isnull=True).count()
    return Standing(is_enrolled(person), actor.proven, left)


async def begin(actor: Actor, password: str, ip: str = "") -> Enrolment:
    """Draw a key for the actor's authenticator; it counts only once a code of it was typed (`confirm`)."""
    person = await Person.get(id=actor.person_id)
    if is_enrolled(person):
        raise refusals.factor_bound_already()
    await persons.confirm_password(actor, password, ip)
    key = totp.new_key()
    await Person.filter(id=person.id, totp_at__isnull=True).update(totp_key=sealing.seal(key, _PURPOSE))
    return Enrolment(key, totp.url(key, ISSUER, person.login))


async def confirm(actor: Actor, code: str, ip: str = "") -> list[str]:
    """Bind the authenticator by its first code; return the recovery codes, which are never shown again."""
    person = await Person.get(id=actor.person_id)
    if is_enrolled(person) or not person.totp_key:
        raise refusals.factor_bound_already() if is_enrolled(person) else refusals.factor_not_bound()
    codes = [_new_recovery_code() for _ in range(RECOVERY_CODES)]
    await check(person, code, ip)
    async with database.transaction():
        await Person.filter(id=person.id).update(totp_at=now())
        await RecoveryCode.filter(person_id=person.id).delete()
        await RecoveryCode.bulk_create([RecoveryCode(person_id=person.id, code_hash=_hashed(each)) for each in codes])
        await sessions.end_others(person.id, actor.session_id)
        await _note_proof(actor)
        await audit.record(actor, "second_factor.bind", person.id)
    return codes


async def prove(actor: Actor, code: str, ip: str = "") -> None:
    """Prove the second factor in a session that was opened without it."""
    person = await Person.get(id=actor.person_id)
    if not is_enrolled(person):
        raise refusals.factor_not_bound()
    await check(person, code, ip)
    async with database.transaction():
        await _note_proof(actor)
        await audit.record(actor, "second_factor.prove", person.id)


async def _note_proof(actor: Actor) -> None:
    if actor.session_id is None:
        raise refusals.in_person_only()
    await sessions.note_proof(actor.session_id)


async def give_up(actor: Actor, password: str, code: str, ip: str = "") -> None:
    """Unbind the authenticator: by the password and a code; sessions lose their proof."""
    person = await Person.get(id=actor.person_id)
    if not is_enrolled(person):
        raise refusals.factor_not_bound()
    await persons.confirm_password(actor, password, ip)
    await check(person, code, ip)
    async with database.transaction():
        await _forget(person)
        await audit.record(actor, "second_factor.unbind", person.id)


async def reset(actor: Actor, membership_id: UUID) -> None:
    """Unbind a colleague's authenticator that is lost, and end their sessions; not of who also works elsewhere."""
    found = await memberships.ours_alone(memberships.require_admin(actor), membership_id)
    await _reset(actor, found.person)


async def reset_by_house(actor: Actor, login: str) -> None:
    """Unbind the authenticator of somebody whom no 管理员 can help any more; for who runs the site, who knows them."""
    person = await Person.get_or_none(login=persons.normalised_login(login), disabled_at__isnull=True)
    if person is None:
        raise refusals.not_one_of_us()
    await _reset(actor, person)


async def _reset(actor: Actor, person: Person) -> None:
    async with database.transaction():
        await _forget(person)
        await sessions.end_others(person.id, None)
        await audit.record(actor, "second_factor.reset", person.id)


async def _forget(person: Person) -> None:
    await Person.filter(id=person.id).update(totp_key="", totp_at=None)
    await RecoveryCode.filter(person_id=person.id).delete()
    await sessions.forget_proofs(person.id)


async def check(person: Person, code: str, ip: str = "") -> None:
    """Use up a code; guessing is slowed down as with passwords. Raises `wrong_factor`, or too_often."""
    name = f"second factor {person.id}"
    await throttling.begin(name, ip)
    spent = await _spent_step(person, code) if code.isdigit() else await _spent_recovery_code(person, code)
    if not spent:
        raise refusals.wrong_factor()
    await throttling.forgive(name)


async def _spent_step(person: Person, code: str) -> bool:
    key = sealing.unseal(person.totp_key, _PURPOSE)
    step = totp.step_of(key, code) if key else None
    return step is not None and await database.execute(_SPEND_STEP, person.id, step) == 1


async def _spent_recovery_code(person: Person, code: str) -> bool:
    return is_enrolled(person) and await database.execute(_SPEND_CODE, person.id, _hashed(code), now()) == 1


def _new_recovery_code() -> str:
    drawn = base64.b32encode(secrets.token_bytes(8)).decode()[:12]
    return "-".join(drawn[start : start + 4] for start in (0, 4, 8))


def _hashed(code: str) -> str:
    return hashlib.sha256(code.upper().encode()).hexdigest()  # sixty random bits need no slow hash
