"""Which chat account and which phone are whose: binding, unbinding, and telling both sides of it (B-1, S-7)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from api.people import audit, locks, notices, persons, phones, refusals, rights
from api.people.actor import Actor
from api.people.models import Person
from kit import bell, database
from push import addresses
from push.address import SMS, Address

FOLLOW: Final = "follow"
_PURPOSE: Final = "bind"
_FORGET = (
    "update bind_tickets set address = '', state = 'refused' where channel = $1 and address = $2 and state <> 'bound'"
)
_FORGET_BOUND = "update bind_tickets set address = '' where channel = $1 and address = $2"


def masked_account(login: str) -> str:
    """Return GA*****NG for a login: enough to recognise one's own, too little to learn another's."""
    shown = 2 if len(login) > 5 else 1  # noqa: PLR2004
    return login[:shown].upper() + "***" + login[-shown:].upper()


def masked_enterprise(name: str) -> str:
    """Return the first four and last four characters of an enterprise's name: 陕西示例***责任公司."""
    return name if len(name) <= 8 else f"{name[:4]}***{name[-4:]}"  # noqa: PLR2004


async def bind(actor: Actor, address: Address) -> None:
    """Make an address the actor's; the one it replaces and the new one both hear of it. Joins the transaction."""
    account = await _account(actor.person_id)
    before = (await _held(actor.person_id)).get(address.channel)
    await addresses.bind(actor.person_id, address.channel, address.value)
    if before and before != address.value:
        await notices.tell_of_binding(Address(address.channel, before), account, address.channel, bound=False)
    if before != address.value:
        await notices.tell_of_binding(address, account, address.channel, bound=True)
    await audit.record(actor, "binding.bind", f"{address.channel} {address.masked()}")


async def _held(person_id: UUID) -> dict[str, str]:
    return {each.address.channel: each.address.value for each in await addresses.of_person(person_id)}


async def _account(person_id: UUID) -> str:
    return masked_account((await Person.get(id=person_id)).login)


async def unbind(actor: Actor, channel: str, reason: str = "unbound by the person") -> None:
    """Let go of the actor's address on a channel; it hears of it."""
    async with database.transaction():
        value = (await _held(actor.person_id)).get(channel)
        if value is None:
            raise refusals.nothing_bound()
        await addresses.unbind(actor.person_id, channel, reason)
        await notices.tell_of_binding(Address(channel, value), await _account(actor.person_id), channel, bound=False)
        await audit.record(actor, "binding.unbind", f"{channel} {Address(channel, value).masked()}")
    await bell.ring("deliveries")


async def unfollowed(channel: str, address: str) -> None:
    """Stop sending to somebody who left the account, and forget what half-finished tickets kept of them."""
    async with database.transaction():
        await addresses.lost(channel, address, "unfollowed")
        await database.execute(_FORGET, channel, address)
        await database.execute(_FORGET_BOUND, channel, address)


async def begin_by_phone(address: Address, mobile: str) -> phones.CodeSent:
    """绑定 手机号 in a chat: send a code to the mobile, whoever's it is; only its holder learns more (S-4)."""
    holder = f"{address.channel}:{address.value}"
    return await phones.send_code(mobile, purpose=_PURPOSE, holder=holder, account=holder)


async def finish_by_phone(address: Address, mobile: str, code: str) -> Actor:
    """Bind the chat to the person on whose file the proven mobile stands, and return who that is.

    Raises `Refusal`: wrong_code with the tries left, no_code, too_often, or unknown where the mobile is on no file.
    """
    holder = f"{address.channel}:{address.value}"
    mobile = phones.normalised(mobile)
    await phones.check_code(mobile, code, purpose=_PURPOSE, holder=holder)
    person = await Person.get_or_none(mobile=mobile, disabled_at__isnull=True)
    actor = person and await rights.actor_of_person(person.id, address.channel)
    if not actor:
        raise refusals.phone_not_on_file()
    async with database.transaction():
        await bind(actor, address)
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
        await Person.filter(id=actor.person_id).update(mobile=mobile)
        await bind(actor, Address(SMS, mobile))
    await bell.ring("deliveries")
    return Address(SMS, mobile)


async def _replaced_by(actor: Actor, mobile: str) -> set[str]:
    on_file = (await Person.get(id=actor.person_id)).mobile
    bound = (await _held(actor.person_id)).get(SMS)
    return {each for each in (on_file, bound) if each and each != mobile}


async def _tell_replaced(actor: Actor, mobile: str) -> None:
    """Tell the number on file where it is not the bound one, which `bind` tells."""
    bound = (await _held(actor.person_id)).get(SMS)
    for old in await _replaced_by(actor, mobile) - {bound}:
        await notices.tell_of_binding(Address(SMS, old), await _account(actor.person_id), SMS, bound=False)


async def _require_free(actor: Actor, mobile: str) -> None:
    owner = await Person.get_or_none(mobile=mobile)
    holder = await addresses.holder_of(SMS, mobile)
    if any(other not in {None, actor.person_id} for other in (owner and owner.id, holder)):
        raise refusals.phone_of_another()


async def of_actor(actor: Actor) -> list[Address]:
    """Return the actor's own addresses, by channel."""
    held = await _held(actor.person_id)
    return [Address(channel, value) for channel, value in sorted(held.items())]
