"""Where people can be reached: one address a person and channel, one holder an address."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from kit import database
from kit.clock import now
from kit.ids import new_id
from kit.refusals import Kind, Refusal
from kit.relation import IDS, Relation, ids
from push.address import SMS, TELEGRAM, WECHAT, Address

REBOUND: Final = "rebound"
_TAKEN: Final = {
    WECHAT: "该微信号已绑定其他用户，请先解绑。",
    SMS: "该手机号码已绑定其他用户，请先解绑。",
    TELEGRAM: "该 Telegram 账号已绑定其他用户，请先解绑。",
}
_COLUMNS: Final = "person_id, channel, value, state, reason, proven_at, changed_at"
_LOST: Final = Relation("gone", channel="text", value="text", reason="text")
_LOSE: Final = """
    update addresses set state = 'lost', reason = gone.reason, changed_at = $1::timestamptz
    from {gone} where addresses.channel = gone.channel and addresses.value = gone.value and state = 'active'"""
_ACTIVE: Final = """
    select person_id, channel, value from addresses
    where state = 'active' and state <> 'unbound' and person_id in (select ids.id from {ids})"""
_LOST_AMONG: Final = """
    select person_id from addresses
    where channel = $1 and state = 'lost' and state <> 'unbound' and person_id in (select ids.id from {ids})"""
_STANDING: Final = "select id from addresses where state = 'active' and id in (select ids.id from {ids})"
_NOT_LOST: Final = "select value from addresses where channel = $1 and state <> 'lost'"


class Holder(NamedTuple):
    """Who holds an address, and by which binding; `reached` unless the channel refuses it (unfollowed, blocked)."""

    binding_id: UUID
    person_id: UUID
    reached: bool


@dataclass(frozen=True, slots=True)
class Binding:
    """A person's address on a channel: `state` is active, lost (the channel refuses it) or unbound."""

    person_id: UUID
    address: Address
    state: str
    reason: str
    proven_at: datetime
    changed_at: datetime


async def bind(person_id: UUID, channel: str, value: str) -> None:
    """Make this proven address the person's on this channel, in place of an earlier one; joins the transaction.

    Raises the refusal `address_taken` while somebody else holds it.
    """
    async with database.transaction():
        holder = await holder_of(channel, value)
        if holder not in (None, person_id):
            raise _taken(channel)
        await unbind(person_id, channel, REBOUND)
        await _insert(person_id, channel, value)


async def unbind(person_id: UUID, channel: str, reason: str) -> bool:
    """Take the person's address on a channel away; tell whether there was one."""
    sql = """
        update addresses set state = 'unbound', reason = $1, changed_at = $2::timestamptz
        where person_id = $3 and channel = $4 and state <> 'unbound'"""
    return await database.execute(sql, reason, now(), person_id, channel) > 0


async def lost(channel: str, value: str, reason: str) -> None:
    """Note that the channel can no longer reach an address (unfollowed, blocked, gone)."""
    await lose([(channel, value, reason)])


async def lose(gone: Collection[tuple[str, str, str]]) -> None:
    """Note of many addresses (channel, value, reason) that their channels can no longer reach them."""
    if gone:
        every = {(channel, form, reason) for channel, value, reason in gone for form in Address(channel, value).forms()}
        await database.execute(_LOST.into(_LOSE, 2), now(), *_LOST.arguments(sorted(every)))


async def found(channel: str, value: str) -> bool:
    """Note that a lost address can be reached again (followed anew); tell whether it was lost."""
    forms = Address(channel, value).forms()
    sql = f"""
        update addresses set state = 'active', reason = '', changed_at = $1::timestamptz
        where channel = $2 and value in ({_places(3, forms)}) and state = 'lost'"""  # noqa: S608 — places alone
    return await database.execute(sql, now(), channel, *forms) > 0


async def of_person(person_id: UUID) -> list[Binding]:
    """Return the addresses that a person has, lost ones too, by channel."""
    sql = f"select {_COLUMNS} from addresses where person_id = $1 and state <> 'unbound' order by channel"  # noqa: S608
    return [_binding(row) for row in await database.fetch(sql, person_id)]


async def holder_of(channel: str, value: str) -> UUID | None:
    """Return whose address this is, lost or not; None when nobody's."""
    found = await held(channel, value)
    return found.person_id if found else None


async def held(channel: str, value: str) -> Holder | None:
    """Return who holds this address, lost or not; None when nobody does."""
    forms = Address(channel, value).forms()
    sql = f"""
        select id, person_id, state from addresses
        where channel = $1 and value in ({_places(2, forms)}) and state <> 'unbound'"""  # noqa: S608 — places alone
    rows = await database.fetch(sql, channel, *forms)
    if not rows:
        return None
    row = rows[0]
    return Holder(database.as_uuid(row["id"]), database.as_uuid(row["person_id"]), row["state"] == "active")


async def standing(binding_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these bindings that hold and can be reached now."""
    rows = await database.fetch(IDS.into(_STANDING), *ids(binding_ids)) if binding_ids else []
    return {database.as_uuid(row["id"]) for row in rows}


async def active_for(person_ids: Collection[UUID]) -> dict[tuple[UUID, str], str]:
    """Return {(person, channel): address value} of what can be reached now, the value as our tables keep it."""
    if not person_ids:
        return {}
    rows = await database.fetch(IDS.into(_ACTIVE), *ids(person_ids))
    return {(database.as_uuid(row["person_id"]), row["channel"]): row["value"] for row in rows}


async def lost_among(person_ids: Collection[UUID], channel: str) -> set[UUID]:
    """Return those of these people whom the channel can no longer reach, though they did not unbind it themselves."""
    if not person_ids:
        return set()
    rows = await database.fetch(IDS.into(_LOST_AMONG, 2), channel, *ids(person_ids))
    return {database.as_uuid(row["person_id"]) for row in rows}


async def not_lost(channel: str, values: Collection[str]) -> set[str]:
    """Return those of these addresses that the channel can still reach, bound by somebody or not."""
    rows = await database.fetch(_NOT_LOST, channel) if values else []
    return {row["value"] for row in rows} & set(values)


async def _insert(person_id: UUID, channel: str, value: str) -> None:
    sql = """
        insert into addresses (id, person_id, channel, value, state, reason, proven_at, changed_at)
        values ($1, $2, $3, $4, 'active', '', $5, $6) on conflict do nothing"""
    moment = now()
    kept = Address(channel, value).kept()
    if not await database.execute(sql, new_id(), person_id, channel, kept, moment, moment):
        raise _taken(channel)


def _places(first: int, values: Collection[str]) -> str:
    return ", ".join(f"${first + place}" for place in range(len(values)))


def _taken(channel: str) -> Refusal:
    return Refusal(Kind.CONFLICT, "address_taken", _TAKEN.get(channel, "该地址已绑定其他用户，请先解绑。"))


def _binding(row: Mapping[str, Any]) -> Binding:
    return Binding(
        database.as_uuid(row["person_id"]),
        Address(row["channel"], row["value"]).opened(),
        row["state"],
        row["reason"],
        database.as_time(row["proven_at"]),
        database.as_time(row["changed_at"]),
    )
