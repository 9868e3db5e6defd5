"""Everything that lies under seal, table by table, so that all of it can be sealed anew (ADR 0032, ADR 0033).

Sealed columns of models are found by their fields; a room whose SQL seals by itself says where in a `Vault` of its own.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from tortoise import Tortoise
from tortoise.models import Model

from kit import database, failpoints
from kit.clock import now
from kit.database import Row
from kit.fields import SEALED, Sealed
from kit.models import AppliedMigration
from kit.sealing import Unopenable

_AT_ONCE: Final = 200
_LOCK: Final[dict[database.Dialect, str]] = {"postgres": " for update", "sqlite": ""}


class Vault(NamedTuple):
    """A table with seals: its key, the columns that are looked at, and what of a row is to be written anew.

    `anew` returns nothing where all is under the present key, and seals what an earlier version kept open.
    """

    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    anew: Callable[[Row], Mapping[str, Any]]
    where: str = "true"

    @property
    def name(self) -> str:
        """Return what stands in the ledger once nothing in it lies open any more; another column makes another name."""
        return f"sealed/{self.table} {' '.join(self.columns)}"


class Closed(NamedTuple):
    """A row of which a seal opens with neither key."""

    table: str
    key: tuple[Any, ...]


def of_models() -> list[Vault]:
    """Return the vaults that the connected models' sealed columns make."""
    models = [model for app in (Tortoise.apps or {}).values() for model in app.values()]
    return sorted(filter(None, map(_of_model, models)), key=lambda vault: vault.table)


async def closed(vaults: Iterable[Vault]) -> list[Closed]:
    """Return the rows of which a seal opens with neither of our keys."""
    found: list[Closed] = []

    async def look(vault: Vault, row: Row) -> int:
        try:
            vault.anew(row)
        except Unopenable:
            found.append(Closed(vault.table, tuple(row[name] for name in vault.key)))
        return 0

    for vault in vaults:
        await _walk(vault, look)
    return found


async def reseal(vault: Vault) -> int:
    """Bring a table under the present key and return how many rows were not; raises Unopenable.

    Killed, it goes on where it ended. A row that somebody changed meanwhile is under the present key already.
    """
    return await _walk(vault, _reseal)


async def unsealed(vaults: Iterable[Vault]) -> list[Vault]:
    """Return the tables in which an earlier version may have left something open."""
    done = {each.name for each in await AppliedMigration.all()}
    return [vault for vault in vaults if vault.name not in done]


async def seal_open(vaults: Iterable[Vault]) -> int:
    """Seal what an earlier version kept open and remember that it is done; return how many rows.

    What opens with no key stays as it is.
    """
    done = 0
    for vault in vaults:
        done += await _walk(vault, _seal)
        await AppliedMigration.get_or_create(name=vault.name, defaults={"applied_at": now()})
    return done


def _of_model(model: type[Model]) -> Vault | None:
    # Of a subclass that overrides nothing, mypy knows no fields.
    found = {name: each for name, each in model._meta.fields_map.items() if isinstance(each, SEALED)}  # noqa: SLF001
    if not found:
        return None

    def anew(row: Row) -> dict[str, Any]:
        changed = {name: _anew(each, row[name]) for name, each in found.items()}
        return {name: value for name, value in changed.items() if value is not None}

    return Vault(model._meta.db_table, (model._meta.db_pk_column,), tuple(found), anew)  # noqa: SLF001


def _anew(field: Sealed, kept: Any) -> Any:
    return None if kept is None else field.anew(kept)


async def _seal(vault: Vault, row: Row) -> int:
    try:
        return await _reseal(vault, row)
    except Unopenable:
        return 0


async def _reseal(vault: Vault, row: Row) -> int:
    anew = vault.anew(row)
    if not anew:
        return 0
    columns = ", ".join(f"{name} = ${place}" for place, name in enumerate(anew, 1))
    key = " and ".join(f"{name} = ${place}" for place, name in enumerate(vault.key, len(anew) + 1))
    sql = f"update {vault.table} set {columns} where {key}"  # noqa: S608 — our own names
    return await database.execute(sql, *anew.values(), *(row[name] for name in vault.key))


async def _walk(vault: Vault, visit: Callable[[Vault, Row], Awaitable[int]]) -> int:
    """Visit every row in the order of the keys, some in each transaction; return the sum of what came of it."""
    done = 0
    after: tuple[Any, ...] = ()
    while True:
        async with database.transaction():
            rows = await _next(vault, after)
            for row in rows:
                done += await visit(vault, row)
            failpoints.hit("rekey.before_commit")
        if len(rows) < _AT_ONCE:
            return done
        after = tuple(rows[-1][name] for name in vault.key)


async def _next(vault: Vault, after: Sequence[Any]) -> Sequence[Row]:
    """Lock the next rows, so that nobody changes them between reading and writing."""
    key, columns = ", ".join(vault.key), ", ".join({*vault.key, *vault.columns})
    places = ", ".join(f"${place}" for place in range(1, len(after) + 1))
    beyond = f"and ({key}) > ({places})" if after else ""
    sql = f"select {columns} from {vault.table} where {vault.where} {beyond} order by {key} limit {_AT_ONCE}"  # noqa: S608
    return await database.fetch(sql + _LOCK[database.dialect()], *after)
