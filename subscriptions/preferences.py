"""When a person wants quiet."""

from collections.abc import Collection
from datetime import time
from typing import Final
from uuid import UUID

from kit import database
from kit.clock import now
from kit.relation import many
from subscriptions.models import Preference
from subscriptions.quiet import QuietHours

_COLUMNS: Final = "select person_id, quiet_from, quiet_until, urgent_breaks_quiet from preferences"
_OF_MANY: Final = {
    "postgres": f"{_COLUMNS} where quiet_from <> '' and person_id = any($1::uuid[])",
    "sqlite": f"{_COLUMNS} where quiet_from <> '' and person_id in (select value from json_each($1))",  # noqa: S608 — constants
}


async def quiet_of(person_id: UUID) -> QuietHours | None:
    """Return the person's quiet hours, or None."""
    return (await quiet_of_many([person_id])).get(person_id)


async def quiet_of_many(person_ids: Collection[UUID]) -> dict[UUID, QuietHours]:
    """Return the quiet hours of those among the persons who keep any, in one statement."""
    rows = await database.fetch(_OF_MANY[database.dialect()], many(person_ids))
    return {database.as_uuid(row["person_id"]): _hours(row) for row in rows}


async def keep_quiet(person_id: UUID, hours: QuietHours | None) -> None:
    """Set the person's quiet hours, or with None take them away; what waits already keeps its time."""
    begins, ends = (f"{hours.begins:%H:%M}", f"{hours.ends:%H:%M}") if hours else ("", "")
    changes = {
        "quiet_from": begins,
        "quiet_until": ends,
        "urgent_breaks_quiet": hours.urgent_breaks if hours else True,
        "changed_at": now(),
    }
    await Preference.update_or_create(defaults=changes, person_id=person_id)


def _hours(row: database.Row) -> QuietHours:
    begins, ends = time.fromisoformat(row["quiet_from"]), time.fromisoformat(row["quiet_until"])
    return QuietHours(begins, ends, bool(row["urgent_breaks_quiet"]))
