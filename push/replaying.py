"""The operator sends again what was given up: dead, failed or uncertain (R-4)."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from kit import bell, database
from kit.clock import now
from kit.relation import IDS, ids
from push import outbox
from push.claiming import REPLAYED
from push.lifecycle import Step, sources

NOTE: Final = "（补发）"  # I5: what comes after newer ones says so
WORTH: Final = timedelta(hours=72)
_REPLAY: Final = f"""
    update deliveries set state = 'new', shelf = 0, failures = 0, due_at = $1::timestamptz, held = '{REPLAYED}',
        expires_at = case when expires_at > $2::timestamptz then expires_at else $2::timestamptz end,
        why = case when why like '%{NOTE}' then why else why || '{NOTE}' end,
        doubtful_since = null, successor_id = null, accepted_at = null, closed_at = null, code = '', reason = ''
    where state in ({sources(Step.REPLAY)}) and id in (select ids.id from {{ids}})
        and not exists (select 1 from messages as m
                        where m.id = deliveries.message_id and m.facts = '[]' and m.brief = '')"""  # noqa: S608 — constants


async def replay(delivery_ids: Collection[UUID]) -> int:
    """Send these again, from their first try on, and return how many there were to send; the rest stay as they are.

    An uncertain one may arrive a second time: that is the operator's decision. What was blanked meanwhile (a used-up
    code, words beyond their time) has nothing to say any more.
    """
    if not delivery_ids:
        return 0
    moment = now()
    replayed = await database.execute(IDS.into(_REPLAY, 3), moment, moment + WORTH, *ids(delivery_ids))
    await bell.ring(outbox.BELL)
    return replayed
