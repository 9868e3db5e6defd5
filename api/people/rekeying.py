"""`huizhi rekey`: what lies under seal is sealed anew with the present key, in batches, and nothing is lost (ADR 0032).

First all of it is opened: if one seal opens with neither key, nothing is changed and it is told which. Then it is
written, a batch a transaction; a row that somebody changed meanwhile is under the present key already.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from tortoise.models import Model

from api.people import mobiles, papers, registering, second_factor
from api.people.models import Person, Registration
from api.people.sealing import Unopenable
from kit import database, failpoints

_AT_ONCE: Final = 200
_NOT_YET: Final = UUID(int=0)


class Vault(NamedTuple):
    """One table with seals: its key, the columns whose values must be as they were, and what they become."""

    name: str
    model: type[Model]
    key: str
    held: tuple[str, ...]
    anew: Callable[[Any], Mapping[str, Any]]


class Closed(NamedTuple):
    """A row of which a seal opens with neither key."""

    table: str
    id: UUID


def _of_person(person: Person) -> dict[str, Any]:
    return {
        **mobiles.resealed(person),
        **papers.resealed(person.id_card),
        **second_factor.resealed(person.totp_key),
    }


def _of_registration(found: Registration) -> dict[str, Any]:
    form = registering.resealed(found.form)
    return {"form": form} if form else {}


VAULTS: Final = (
    Vault("persons", Person, "id", ("mobile", "id_card", "totp_key"), _of_person),
    Vault("registrations", Registration, "id", ("state",), _of_registration),
)


async def closed(vaults: Iterable[Vault]) -> list[Closed]:
    """Return the rows of which a seal opens with neither of our keys."""
    found: list[Closed] = []

    async def look(vault: Vault, row: Any) -> int:
        try:
            vault.anew(row)
        except Unopenable:
            found.append(Closed(vault.name, getattr(row, vault.key)))
        return 0

    for vault in vaults:
        await _walk(vault, look)
    return found


async def reseal(vault: Vault) -> int:
    """Seal anew what lies in a table under the old key; return how many rows. Killed, it goes on where it ended."""
    return await _walk(vault, _reseal)


async def _reseal(vault: Vault, row: Any) -> int:
    anew = vault.anew(row)
    if not anew:
        return 0
    as_it_was = {name: getattr(row, name) for name in (vault.key, *vault.held)}
    return int(await vault.model.filter(**as_it_was).update(**anew))


async def _walk(vault: Vault, visit: Callable[[Vault, Any], Awaitable[int]]) -> int:
    """Visit every row in the order of the keys, some in each transaction; return the sum of what came of it."""
    done, after = 0, _NOT_YET
    while rows := await vault.model.filter(**{f"{vault.key}__gt": after}).order_by(vault.key).limit(_AT_ONCE):
        async with database.transaction():
            for row in rows:
                done += await visit(vault, row)
            failpoints.hit("rekey.before_commit")
        after = getattr(rows[-1], vault.key)
    return done
