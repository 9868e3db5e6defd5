"""Who may write documents: people at work for an enterprise, asked now, whatever their session once knew."""

from uuid import UUID

from api.documents import refusals
from api.people import Actor
from api.people import refusals as people_refusals
from api.people.rights import may_see


async def require_writer(actor: Actor) -> UUID:
    """Return the enterprise that the actor writes for; raises no_enterprise, or out_of_scope for a machine's token."""
    if actor.scopes is not None:
        raise refusals.machines_only_read()
    if actor.enterprise_id is None or not await may_see({(actor.person_id, actor.enterprise_id)}):
        raise people_refusals.no_enterprise()
    return actor.enterprise_id
