"""Proving by a code that a phone is one's own: to bind a chat, or to receive short messages (S-4, S-7)."""

from dataclasses import dataclass
from typing import Final

from api.people import bonds, locks, mobiles, notices, persons, phones, refusals, rights
from api.people.actor import Actor
from api.people.models import Person
from kit import bell, database
from push import addresses
from push.address import SMS, Address

FOLLOW: Final = "follow"
_BIND: Final = "bind"


async def begin_by_phone(address: Address, mobile: str) -> phones.CodeSent:
    """绑定 手机号 in a chat: send a code to the mobile, whoever's it is; only its holder learns more (S-4)."""
    holder = f"{address.channel}:{address.value}"
    return await phones.send_code(mobile, purpose=_BIND, holder=holder, account=holder)


async def finish_by_phone(address: Address, mobile: str, code: str) -> Actor:
    """Bind the chat to the person on whose file the proven mobile stands, and return who that is.

    Raises `Refusal`: wrong_code with the tries left, no_code, too_often, or unknown where the mobile is on no file.
    """
    holder = f"{address.channel}:{address.value}"
    mobile = phones.normalised(mobile)
    await phones.check_code(mobile, code, purpose=_BIND, holder=holder)
    person = await Person.get_or_none(mobiles.is_on_file(mobile), disabled_at__isnull=True)
    actor = person and await rights.actor_of_person(person.id, address.channel)
    if not actor:
        raise refusals.phone_not_on_file()
    async with database.transaction():
        await bonds.bind(actor, address)
    await bell.ring("deliveries")
    return actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A mobile and the code it received; the password is asked for where another mobile is replaced (S-7)."""

    mobile: str
    code: str
    password: str = ""
    ip: str = ""


def holder_of_session(actor: Actor) -> str:
    """Return who must type a code that was asked for on the web; raises where no session stands behind the actor."""
    if actor.session_id is None:
        raise refusals.in_person_only()
    return f"session:{actor.session_id}"


async def prove_phone(actor: Actor, proof: Proof) -> Address:
    """Make a proven mobile the actor's address for SMS and the one on file; the replaced ones hear of it."""
    mobile, holder = phones.normalised(proof.mobile), holder_of_session(actor)
    if await _replaced_by(actor, mobile):
        if not proof.password:
            raise refusals.reauthenticate()
        await persons.confirm_password(actor, proof.password, proof.ip)
    await phones.check_code(mobile, proof.code, purpose=FOLLOW, holder=holder)
    async with database.transaction():
        await locks.hold("entering persons")
        await _require_free(actor, mobile)
        await _tell_replaced(actor, mobile)
        await Person.filter(id=actor.person_id).update(**mobiles.columns(mobile))
        await bonds.bind(actor, Address(SMS, mobile))
    await bell.ring("deliveries")
    return Address(SMS, mobile)


async def _replaced_by(actor: Actor, mobile: str) -> set[str]:
    on_file = mobiles.of(await Person.get(id=actor.person_id))
    bound = (await bonds.held_by(actor.person_id)).get(SMS)
    return {each for each in (on_file, bound) if each and each != mobile}


async def _tell_replaced(actor: Actor, mobile: str) -> None:
    """Tell the number on file where it is not the bound one, which `bind` tells."""
    bound = (await bonds.held_by(actor.person_id)).get(SMS)
    for old in await _replaced_by(actor, mobile) - {bound}:
        await notices.tell_of_binding(Address(SMS, old), await bonds.account_of(actor.person_id), SMS, bound=False)


async def _require_free(actor: Actor, mobile: str) -> None:
    owner = await Person.get_or_none(mobiles.is_on_file(mobile))
    holder = await addresses.holder_of(SMS, mobile)
    if any(other not in {None, actor.person_id} for other in (owner and owner.id, holder)):
        raise refusals.phone_of_another()
