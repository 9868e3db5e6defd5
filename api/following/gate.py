"""What fan-out and delivering ask of us: who may see it, and whether it is still wanted (R-9, I4)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from api import people
from push.delivering import Due
from push.line import Objection
from subscriptions import digesting, reasons, resting, standing
from subscriptions.standing import NOBODYS, Caused

Pair = tuple[UUID, UUID]


async def rights(pairs: Collection[Pair]) -> set[Pair]:
    """Return those of the pairs (person, tenant) in which the person may see the tenant's documents now."""
    return await people.may_see(pairs)


async def gate(rows: Sequence[Due], moot: Mapping[UUID, str] = NOBODYS) -> dict[UUID, Objection]:
    """Return {delivery id: objection} for what must not be sent: no right any more, cancelled, expired or muted.

    What would come late into quiet hours waits for their end. `moot` is what a caller knows to be needless: {id of a
    delivery, alone or within a merged one: reason}. Two statements for a batch in which everything is as it
    was.
    """
    objections = await _final(rows, moot)
    return {**objections, **await resting.waits([row for row in rows if row.id not in objections])}


async def _final(rows: Sequence[Due], moot: Mapping[UUID, str]) -> dict[UUID, str]:
    barred = await _without_right(rows)
    asked = [row for row in rows if row.id not in barred]
    unwanted = await standing.objections(
        [Caused(row.id, row.message_id, row.subscription_id) for row in asked if row.subscription_id], moot
    )
    digests = [row.id for row in asked if row.subscription_id is None and row.person_id]
    return barred | unwanted | await digesting.objections(digests, moot)


async def _without_right(rows: Iterable[Due]) -> dict[UUID, str]:
    pairs = {row.id: (row.person_id, row.tenant_id) for row in rows if row.person_id and row.tenant_id}
    allowed = await rights({(person, tenant) for person, tenant in pairs.values()}) if pairs else set()
    return {delivery: reasons.NO_RIGHT for delivery, pair in pairs.items() if pair not in allowed}
