"""Asked just before sending: whether it is still to be done, and its person still wants to hear of such things."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from api import following
from api.reminders import marks, switches
from api.reminders.dues import Source
from api.reminders.late_issue import LATE_ISSUES
from api.reminders.marks import Mark
from api.reminders.reports import DAILIES, WEEKLIES
from api.reminders.sources import BACKFILLS, EXPIRIES, PRINTS, VALIDITIES
from push.delivering import Due
from push.line import Objection
from subscriptions import held, reasons

SOURCES: Final[Mapping[str, Source]] = {
    each.kind.name: each for each in (PRINTS, LATE_ISSUES, VALIDITIES, BACKFILLS, EXPIRIES, DAILIES, WEEKLIES)
}
Told = tuple[UUID, UUID]  # announcement, person


async def gate(rows: Sequence[Due]) -> dict[UUID, Objection]:
    """Return {delivery id: objection}, as `following.gate`, and for reminders that are needless or unwanted by now."""
    needless = await moot(rows)
    unasked = {row.id: needless[row.id] for row in rows if row.subscription_id is None and row.id in needless}
    return {**await following.gate(rows, needless), **unasked}


async def moot(rows: Sequence[Due]) -> dict[UUID, str]:
    """Return {id of a delivery, alone or within a merged one: reason} for needless reminders.

    Where none of a batch is a reminder or merged, nothing is asked.
    """
    told = await _told([row for row in rows if marks.may_be_ours(row.message_id)])
    found = await marks.of_announcements({announced for announced, _person in told.values()})
    if not found:
        return {}
    settled, kinds = await _settled(found), {each.announcement_id: each.kind for each in found}
    declined = await switches.declined_among([person for _announced, person in told.values()])
    reasons_of = {
        delivery: reasons.SETTLED
        if announced in settled
        else reasons.DECLINED
        if (person, kinds.get(announced, "")) in declined
        else ""
        for delivery, (announced, person) in told.items()
    }
    return {delivery: reason for delivery, reason in reasons_of.items() if reason}


async def _told(rows: Sequence[Due]) -> dict[UUID, Told]:
    """Return {delivery id: what it tells to whom}, of a merged message each of its parts."""
    told = {row.id: (row.message_id, row.person_id) for row in rows if row.person_id}
    merged = {row.id: row.person_id for row in rows if row.person_id and row.subscription_id is None}
    parts = {
        each.delivery_id: (each.announcement_id, merged[each.digest_id])
        for each in await held.members_of(list(merged))
        if marks.may_be_ours(each.announcement_id)
    }
    return told | parts


async def _settled(found: Sequence[Mark]) -> set[UUID]:
    """Return the announcements of which nothing is still to be done."""
    by_kind: defaultdict[str, set[UUID]] = defaultdict(set)
    for each in found:
        by_kind[each.kind].add(each.subject_id)
    still = {kind: await SOURCES[kind].open(subjects) for kind, subjects in by_kind.items()}
    open_ones = {each.announcement_id for each in found if each.subject_id in still[each.kind]}
    return {each.announcement_id for each in found} - open_ones
