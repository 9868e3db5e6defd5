"""What comes late (a retry, a channel that was held, a digest) is not sent into somebody's quiet hours (ux.md M10).

The fan-out gave every first try a moment outside of them; nearly nothing is late, and then nothing is asked here.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kit import clock, database
from kit.relation import IDS, ids
from push.claiming import Due
from push.lanes import EXPRESS
from push.line import Wait
from subscriptions import preferences, quiet
from subscriptions.fanout import WORTH
from subscriptions.quiet import QuietHours
from subscriptions.vocabulary import HELD_FOR_QUIET

_IN_TIME: Final = timedelta(minutes=5)  # that far behind its first moment, a delivery is where the fan-out put it
_URGENT: Final = """
    select id from announcements where urgent and id in (select ids.id from {ids})
    union all select m.digest_id from digest_members as m join announcements as a on a.id = m.announcement_id
        where a.urgent and m.digest_id in (select ids.id from {ids})"""


async def waits(rows: Collection[Due], moment: datetime | None = None) -> dict[UUID, Wait]:
    """Return {delivery id: until when} for what came late and would disturb somebody now.

    The urgent goes out where its person lets it. So does what would expire meanwhile (a delivery is never lost to
    quiet hours), and what may have arrived already: a provider drops repeats for some minutes only.
    """
    moment = moment or clock.now()
    in_time = moment + WORTH - _IN_TIME
    late = [due for due in rows if due.attempts or due.subscription_id is None or due.expires_at < in_time]
    late = [due for due in late if _may_wait(due)]
    asleep = await _asleep(late, moment) if late else []
    urgent = await _urgent([due for due, hours, _until in asleep if hours.urgent_breaks])
    return {due.id: Wait(until, HELD_FOR_QUIET) for due, _hours, until in asleep if due.id not in urgent}


def _may_wait(due: Due) -> bool:
    return due.lane not in EXPRESS and due.person_id is not None and due.doubtful_since is None


async def _asleep(late: Sequence[Due], moment: datetime) -> list[tuple[Due, QuietHours, datetime]]:
    keeping = await preferences.quiet_of_many({due.person_id for due in late if due.person_id})
    found = [(due, keeping[due.person_id]) for due in late if due.person_id in keeping]
    ends = [(due, hours, quiet.over_at(hours, moment)) for due, hours in found]
    return [(due, hours, until) for due, hours, until in ends if until and until < due.expires_at]


async def _urgent(asked: Sequence[Due]) -> set[UUID]:
    """Return the deliveries that say something urgent, a digest if a single one of its members does."""
    if not asked:
        return set()
    named = {due.id for due in asked} | {due.message_id for due in asked}
    rows = await database.fetch(IDS.into(_URGENT), *ids(named))
    urgent = {database.as_uuid(row["id"]) for row in rows}
    return {due.id for due in asked if {due.id, due.message_id} & urgent}
