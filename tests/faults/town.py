"""Who lives in the fault runs: enterprises, their followers on three channels, and people who leave in the middle."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from tests.faults.stores import Store

CHANNELS = ("wechat", "sms", "telegram")


@dataclass(frozen=True)
class Person:
    """A follower of one enterprise on one channel; one who `leaves` loses the membership while the run is on."""

    id: str
    name: str
    channel: str
    address: str
    leaves: bool = False


@dataclass(frozen=True)
class Firm:
    """An applicant enterprise; its certificates carry `org` in their numbers."""

    id: str
    org: str
    people: tuple[Person, ...]


@dataclass
class Town:
    """All of them, drawn from a seed.

    `left_at` is filled when a membership is revoked (unix seconds); `guests` are phones that get codes, not receipts.
    """

    firms: list[Firm]
    left_at: dict[str, float] = field(default_factory=dict)
    guests: set[str] = field(default_factory=set)

    @property
    def people(self) -> list[Person]:
        return [person for firm in self.firms for person in firm.people]

    def revoke_leavers(self, store: Store) -> None:
        """Take the leavers' memberships away, as an administrator would in another process."""
        leavers = [person for person in self.people if person.leaves and person.id not in self.left_at]
        if leavers:
            named = ", ".join(f"'{person.id}'" for person in leavers)
            moment = datetime.now(UTC)
            store.run(f"update memberships set revoked_at = '{_text(moment)}' where person_id in ({named})")
            self.left_at |= {person.id: moment.timestamp() for person in leavers}


def found(dice: random.Random, firms: int) -> Town:
    """Draw a town: three followers for each enterprise, and a fourth who leaves in every third of them."""
    return Town([_firm(dice, number) for number in range(1, firms + 1)])


def _firm(dice: random.Random, number: int) -> Firm:
    channels = [*CHANNELS, *(["wechat"] if number % 3 == 0 else [])]
    people = tuple(_person(dice, number, place, channel) for place, channel in enumerate(channels))
    return Firm(_id(dice), f"FT{number:07d}", people)


def _person(dice: random.Random, firm: int, place: int, channel: str) -> Person:
    number = firm * 10 + place
    held = {"wechat": f"oFaults_{number:020d}", "sms": f"138{number:08d}", "telegram": str(500_000 + number)}
    return Person(_id(dice), f"faults{number}", channel, held[channel], leaves=place == len(CHANNELS))


def settle(town: Town, store: Store) -> None:
    """Write the town into the register: enterprises, people, memberships, proven addresses, subscriptions."""
    at = f"'{_text(datetime.now(UTC))}'"
    rows: dict[str, list[str]] = {name: [] for name in _COLUMNS}
    for firm in town.firms:
        rows["enterprises"].append(f"'{firm.id}', '企业{firm.org}', '91610000{firm.org}0', '{firm.org}', '', '', {at}")
        for one in firm.people:
            _enter(rows, firm, one, at)
    for table, lines in rows.items():
        store.run(f"insert into {table} ({_COLUMNS[table]}) values {', '.join(f'({line})' for line in lines)}")


def _enter(rows: dict[str, list[str]], firm: Firm, one: Person, at: str) -> None:
    rows["persons"].append(f"'{one.id}', '{one.name}', '{one.name}', '', '', '{firm.id}', {at}")
    rows["memberships"].append(f"'{_derived(one.id, 1)}', '{one.id}', '{firm.id}', 'operator', {at}")
    rows["addresses"].append(f"'{_derived(one.id, 2)}', '{one.id}', '{one.channel}', '{one.address}', 'active', '',"
                             f" {at}, {at}")  # fmt: skip
    rows["subscriptions"].append(f"'{_derived(one.id, 3)}', '{one.id}', '{one.channel}', 'enterprise',"
                                 f" 'enterprise:{firm.id}', '', 'follow', '{firm.id}', '', {at}, {at}")  # fmt: skip


_COLUMNS = {
    "enterprises": "id, name, credit_code, org_code, customs_code, ccpit_code, created_at",
    "persons": "id, login, name, password_hash, mobile, enterprise_id, created_at",
    "memberships": "id, person_id, enterprise_id, role, granted_at",
    "addresses": "id, person_id, channel, value, state, reason, proven_at, changed_at",
    "subscriptions": "id, person_id, channel, level, topic, content, mode, tenant_id, label, valid_from, created_at",
}


def _id(dice: random.Random) -> str:
    return str(UUID(int=dice.getrandbits(128), version=4))


def _derived(parent: str, number: int) -> str:
    return str(UUID(int=UUID(parent).int ^ number))


def _text(moment: datetime) -> str:
    return moment.isoformat(" ", timespec="microseconds")
