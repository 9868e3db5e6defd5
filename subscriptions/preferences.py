"""When a person wants quiet, and whether only what matters."""

from collections.abc import Collection
from datetime import time
from typing import Final, NamedTuple
from uuid import UUID

from kit import database
from kit.clock import now
from kit.relation import many
from subscriptions.models import Preference
from subscriptions.quiet import QuietHours

_CHOSEN: Final = """
    select person_id, quiet_from, quiet_until, urgent_breaks_quiet, only_important from preferences
    where (quiet_from <> '' or only_important) and"""
_OF_MANY: Final = {
    "postgres": f"{_CHOSEN} person_id = any($1::uuid[])",
    "sqlite": f"{_CHOSEN} person_id in (select value from json_each($1))",  # noqa: S608 — constants
}
_CHOOSE: Final = """
    insert into preferences (person_id, quiet_from, quiet_until, urgent_breaks_quiet, only_important, changed_at)
    values ($1, '', '', true, $2, $3)
    on conflict (person_id) do update set only_important = excluded.only_important, changed_at = excluded.changed_at"""


class Wanted(NamedTuple):
    """Who among some persons keeps quiet hours, and who hears of what matters alone."""

    quiet: dict[UUID, QuietHours]
    choosy: set[UUID]


async def quiet_of(person_id: UUID) -> QuietHours | None:
    """Return the person's quiet hours, or None."""
    return (await quiet_of_many([person_id])).get(person_id)


async def only_important(person_id: UUID) -> bool:
    """Tell whether the person hears of results and of what asks them to act alone."""
    return bool((await wanted_by([person_id])).choosy)


async def hear_only_important(person_id: UUID, only: bool) -> None:
    """Set whether the person hears of what matters alone."""
    await database.execute(_CHOOSE, person_id, only, now())


async def quiet_of_many(person_ids: Collection[UUID]) -> dict[UUID, QuietHours]:
    """Return the quiet hours of those among the persons who keep any."""
    return (await wanted_by(person_ids)).quiet


async def wanted_by(person_ids: Collection[UUID]) -> Wanted:
    """Return what the persons want, in one statement."""
    rows = await database.fetch(_OF_MANY[database.dialect()], many(person_ids))
    quiet = {database.as_uuid(row["person_id"]): _hours(row) for row in rows if row["quiet_from"]}
    return Wanted(quiet, {database.as_uuid(row["person_id"]) for row in rows if row["only_important"]})


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
