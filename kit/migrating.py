"""Hand-reviewed migrations: `<room>/migrations/NNNN_name.{sqlite,pg}.sql`, applied once each, in order, under a lock.

Each file is one transaction. The old code may still run while the new schema stands, so a step either adds or waits.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kit import database, failpoints, logs
from kit.clock import now
from kit.models import AppliedMigration

_LOG = logs.get("kit.migrating")
_ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("push", "subscriptions", "api", "bot")
_NAME = re.compile(r"(\d{4})_(\w+)\.(sqlite|pg)\.sql")
_LEDGER = "create table if not exists schema_migrations (name text primary key, applied_at {moment} not null)"
_LOCK = 7_274_982_411  # any constant that only this program uses


@dataclass(frozen=True)
class Migration:
    """One step of one room's schema, in one dialect."""

    room: str
    number: int
    title: str
    path: Path

    @property
    def name(self) -> str:
        """Return the name under which it is remembered."""
        return f"{self.room}/{self.number:04}_{self.title}"


def available(dialect: database.Dialect) -> Iterator[Migration]:
    """Yield every migration of a dialect, rooms from the lowest stair up, numbers ascending."""
    suffix = "sqlite" if dialect == "sqlite" else "pg"
    for room in ROOMS:
        for path in sorted((_ROOT / room / "migrations").glob(f"*.{suffix}.sql")):
            if match := _NAME.fullmatch(path.name):
                yield Migration(room, int(match[1]), match[2], path)


async def migrate() -> list[Migration]:
    """Bring the connected database up to date and return the steps taken."""
    taken = []
    async with database.transaction():
        await _lock()
        moment = "text" if database.dialect() == "sqlite" else "timestamptz"
        await database.execute(_LEDGER.format(moment=moment))
    for step in await pending():
        if await _apply(step):
            taken.append(step)
            _LOG.info("migrated", step=step.name)
    return taken


async def pending() -> list[Migration]:
    """Return the steps that the connected database still lacks, by one look at its ledger.

    Readiness asks it while a burst holds the database: a look for each step would wait in line a hundred times.
    """
    known = {step.name for step in await AppliedMigration.all()}
    return [step for step in available(database.dialect()) if step.name not in known]


async def _lock() -> None:
    if database.dialect() == "postgres":
        await database.fetch("select pg_advisory_xact_lock($1)", _LOCK)


async def _applied(step: Migration) -> bool:
    return await AppliedMigration.exists(name=step.name)


async def _apply(step: Migration) -> bool:
    async with database.transaction():
        await _lock()
        if await _applied(step):
            return False
        for statement in statements(step.path.read_text("utf-8")):
            await database.execute(statement)
            failpoints.hit("migrate.mid")
        await AppliedMigration.create(name=step.name, applied_at=now())
    return True


def statements(script: str) -> list[str]:
    """Split a script at semicolons that end a line; migrations hold no procedural bodies."""
    lines = (line for line in script.splitlines() if not line.lstrip().startswith("--"))
    return [part.strip() for part in re.split(r";\s*(?:\n|$)", "\n".join(lines)) if part.strip()]
