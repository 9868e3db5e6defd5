"""Which chat account and which phone are whose: binding, unbinding, and telling both sides of it (B-1)."""

from uuid import UUID

from api.people import audit, notices, refusals
from api.people.actor import Actor
from api.people.models import Person
from kit import bell, database
from push import addresses
from push.address import SMS, Address

_FORGET = (
    "update bind_tickets set address = '', state = 'refused' where channel = $1 and address = $2 and state <> 'bound'"
)
_FORGET_BOUND = "update bind_tickets set address = '' where channel = $1 and address = $2"


def masked_account(login: str) -> str:
    """Return GA***IN for a login: enough to recognise one's own, too little to learn another's."""
    shown = 2 if len(login) > 5 else 1  # noqa: PLR2004
    return login[:shown].upper() + "***" + login[-shown:].upper()


def masked_enterprise(name: str) -> str:
    """Return the first four and last four characters of an enterprise's name: 陕西示例***责任公司."""
    return name if len(name) <= 8 else f"{name[:4]}***{name[-4:]}"  # noqa: PLR2004


async def bind(actor: Actor, address: Address) -> None:
    """Make an address the actor's; the one it replaces and the new one both hear of it. Joins the transaction."""
    before = (await held_by(actor.person_id)).get(address.channel)
    await addresses.bind(actor.person_id, address.channel, address.value)
    if before and before != address.value:
        await _tell(actor, Address(address.channel, before), bound=False)
    if before != address.value:
        await _tell(actor, address, bound=True)
    await audit.record(actor, "binding.bind", f"{address.channel} {address.masked()}")


async def _tell(actor: Actor, address: Address, *, bound: bool) -> None:
    """Tell an address that it was bound or unbound, and the person's phone too: a thief of the session has not that."""
    account = await account_of(actor.person_id)
    phone = (await held_by(actor.person_id)).get(SMS)
    witnesses = {address} | ({Address(SMS, phone)} if phone and address.channel != SMS else set())
    for witness in sorted(witnesses, key=lambda each: each.channel, reverse=True):
        await notices.tell_of_binding(witness, account, address.channel, bound=bound)


async def held_by(person_id: UUID) -> dict[str, str]:
    """Return {channel: address} of a person, those that are lost too."""
    return {each.address.channel: each.address.value for each in await addresses.of_person(person_id)}


async def account_of(person_id: UUID) -> str:
    """Return a person's login, masked."""
    return masked_account((await Person.get(id=person_id)).login)


async def unbind(actor: Actor, channel: str, reason: str = "unbound by the person") -> None:
    """Let go of the actor's address on a channel; it hears of it."""
    async with database.transaction():
        value = (await held_by(actor.person_id)).get(channel)
        if value is None:
            raise refusals.nothing_bound()
        await addresses.unbind(actor.person_id, channel, reason)
        await _tell(actor, Address(channel, value), bound=False)
        await audit.record(actor, "binding.unbind", f"{channel} {Address(channel, value).masked()}")
    await bell.ring("deliveries")


async def unfollowed(channel: str, address: str) -> None:
    """Stop sending to somebody who left the account, and forget what half-finished tickets kept of them."""
    async with database.transaction():
        await addresses.lost(channel, address, "unfollowed")
        await database.execute(_FORGET, channel, address)
        await database.execute(_FORGET_BOUND, channel, address)


async def of_actor(actor: Actor) -> list[Address]:
    """Return the actor's own addresses, by channel."""
    held = await held_by(actor.person_id)
    return [Address(channel, value) for channel, value in sorted(held.items())]
