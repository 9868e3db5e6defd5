"""All that lies under seal: sealed at first by `huizhi migrate`, and anew by `huizhi rekey` (ADR 0032, ADR 0033)."""

from typing import Final

from api.certificates import vaults as certificates
from api.datasync import vaults as datasync
from api.exchange import vaults as exchange
from api.people import vaults as people
from kit import database, logs, vaults
from kit.vaults import Closed, Vault
from push import vaults as push

_FORGET: Final = ("vacuum", "pragma wal_checkpoint(truncate)")  # SQLite leaves in its files what stood in a row before
_LOG = logs.get("api.vaults")


def all_vaults() -> list[Vault]:
    """Return every table with seals, of the connected models and of our own SQL."""
    return [*people.VAULTS, *certificates.VAULTS, *exchange.VAULTS, *datasync.VAULTS, *vaults.of_models(), *push.VAULTS]


async def closed() -> list[Closed]:
    """Return the rows of which a seal opens with neither of our keys."""
    return await vaults.closed(all_vaults())


async def seal_open() -> None:
    """Seal what an earlier version kept open; safe to repeat and to interrupt, and next to nothing once it is done."""
    waiting = await vaults.unsealed(all_vaults())
    if not waiting:
        return
    await push.rename_together()
    done = await vaults.seal_open(waiting)
    if done and database.dialect() == "sqlite":
        for statement in _FORGET:
            await database.fetch(statement)
    _LOG.info("sealed", rows=done)


async def reseal() -> dict[str, int]:
    """Bring everything under the present key and return how many rows of each table were not; raises Unopenable."""
    numbers = await push.rename_together()
    done = {vault.table: await vaults.reseal(vault) for vault in all_vaults()}
    return done | {"addresses": done["addresses"] + numbers}
