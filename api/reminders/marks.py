"""Who was told what: a mark is taken once in the whole house, with the announcement and in its transaction."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from api.reminders.dues import Due, Item
from kit import database
from kit.clock import now
from kit.database import as_uuid
from kit.ids import derived_id, new_id
from kit.relation import IDS, Relation, ids

_KEPT: Final = timedelta(days=400)  # longer than any stage lasts that is told once
_DERIVED: Final = 8  # the version of UUID that `derived_id` makes
_NEW: Final = Relation("new", subject_id="uuid", stage="text")
_TAKE: Final = """
    insert into reminder_marks (kind, subject_id, person_id, stage, announcement_id, told_at)
    select $1, new.subject_id, $2::uuid, new.stage, $3::uuid, $4::timestamptz from {new} where true
    on conflict do nothing returning subject_id, stage"""
_OF: Final = """
    select announcement_id, kind, subject_id from reminder_marks
    where announcement_id in (select ids.id from {ids})"""


class Mark(NamedTuple):
    """A thing that an announcement told of, and as what kind of reminder."""

    announcement_id: UUID
    kind: str
    subject_id: UUID


def announcement_id(due: Due) -> UUID:
    """Return the id of a new announcement that tells this."""
    return derived_id(new_id(), "reminder", due.kind.name)


def may_be_ours(message_id: UUID) -> bool:
    """Tell whether a message may be a reminder, or merged from some: receipts' ids are never derived."""
    return message_id.version == _DERIVED


async def take(due: Due, announced: UUID) -> list[Item]:
    """Mark what is due as told, in the caller's transaction; return those that nobody had told before."""
    rows = [(each.subject_id, each.stage) for each in due.items]
    arguments = (due.kind.name, due.reader, announced, now(), *_NEW.arguments(rows))
    taken = {
        (as_uuid(row["subject_id"]), row["stage"]) for row in await database.fetch(_NEW.into(_TAKE, 5), *arguments)
    }
    return [each for each in due.items if (each.subject_id, each.stage) in taken]


async def of_announcements(announced: Collection[UUID]) -> list[Mark]:
    """Return what these announcements told; those that are no reminders told nothing."""
    rows: Sequence[database.Row] = await database.fetch(IDS.into(_OF), *ids(announced)) if announced else ()
    return [Mark(as_uuid(row["announcement_id"]), row["kind"], as_uuid(row["subject_id"])) for row in rows]


async def forget_old() -> int:
    """Delete the marks that no reminder asks for any more, and return how many."""
    return await database.execute("delete from reminder_marks where told_at < $1", now() - _KEPT)
