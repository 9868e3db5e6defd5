"""What an enterprise demands: which acts nobody may do alone. Its 管理员 say so, and every change is written down."""

from collections.abc import Collection
from uuid import UUID

from api.approvals import acts, notices, refusals
from api.people import Actor, audit, memberships
from kit import bell, database
from kit.clock import now
from push import outbox

_READ = "select acts from approval_policies where enterprise_id = $1"
_WRITE = """
    insert into approval_policies (enterprise_id, acts, changed_by, changed_at) values ($1, $2, $3, $4)
    on conflict (enterprise_id) do update set acts = excluded.acts, changed_by = excluded.changed_by,
        changed_at = excluded.changed_at"""


async def demanded(enterprise_id: UUID | None) -> frozenset[str]:
    """Return the acts that wait for a second person at this enterprise."""
    rows = await database.fetch(_READ, enterprise_id) if enterprise_id else []
    return frozenset(rows[0]["acts"].split()) if rows else frozenset()


async def require_free(actor: Actor, act: str) -> None:
    """Raise `consent_wanted` where the actor's enterprise lets nobody do this alone."""
    if act in await demanded(actor.enterprise_id):
        raise refusals.consent_wanted(act, acts.act_of(act).label)


async def change(actor: Actor, wanted: Collection[str]) -> frozenset[str]:
    """Set which acts wait from now on; for a 管理员. The other 管理员 hear of it: one alone cannot quietly undo it.

    Raises no_such_act. What waits already goes on waiting.
    """
    firm = memberships.require_admin(actor)
    kept = frozenset(acts.act_of(name).name for name in wanted)
    async with database.transaction():
        before = await demanded(firm)
        await database.execute(_WRITE, firm, " ".join(sorted(kept)), actor.person_id, now())
        await audit.record(actor, "approval.policy", firm, " ".join(sorted(kept)) or "none")
        if kept != before:
            labels = [acts.act_of(name).label for name in sorted(kept)]
            await notices.tell_of_policy(firm, actor.person_id, labels)
    await bell.ring(outbox.BELL)
    return kept
