"""Asked just before each delivery: does its subscription stand, and may its person still see the document (R-9)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from api import people
from push.delivering import Due
from subscriptions import standing
from subscriptions.standing import Caused

NO_RIGHT = "no_right"

rights = people.may_see


async def gate(rows: Sequence[Due]) -> Mapping[UUID, str]:
    """Return {delivery id: reason} for what must not be sent any more; two statements a batch."""
    caused = [Caused(due.id, due.message_id, due.subscription_id) for due in rows if due.subscription_id]
    pairs = {due.id: (due.person_id, due.tenant_id) for due in rows if due.person_id and due.tenant_id}
    allowed = await rights(set(pairs.values()))
    refused = {delivery_id: NO_RIGHT for delivery_id, pair in pairs.items() if pair not in allowed}
    return await standing.objections(caused) | refused
