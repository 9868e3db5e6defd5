"""Asking for a second person's consent: what is to be decided is written down as it was shown, and told to managers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from api.approvals import acts, notices, policies, refusals, requests
from api.approvals.acts import Act, Matter
from api.approvals.requests import Request
from api.people import Actor, audit, locks
from api.people.refusals import in_person_only
from kit import bell, database
from kit.clock import now
from kit.ids import new_id
from push import outbox

LIFE: Final = timedelta(hours=24)
MOST: Final = 20  # documents of one request


async def ask(actor: Actor, name: str, wanted: Sequence[UUID], seen: Mapping[UUID, str] | None = None) -> Request:
    """Ask for consent to an act on these documents; `seen` are their `since` as the actor was shown them.

    Raises what the act itself would be refused for now, changed_meanwhile, consent_not_wanted, nobody_to_ask,
    asked_already, too_many_open.
    """
    act = acts.act_of(name)
    if actor.scopes is not None:
        raise in_person_only()
    matters = [await act.look(actor, each) for each in dict.fromkeys(wanted)][:MOST]
    if stale := next((each for each in matters if seen and seen.get(each.document_id) != each.since), None):
        raise refusals.changed(stale.number)
    firm = actor.enterprise_id
    if firm is None or name not in await policies.demanded(firm):
        raise refusals.consent_not_wanted(act.label)
    request = await _written(actor, firm, act, matters)
    await bell.ring(outbox.BELL)
    return request


async def may_be_asked(actor: Actor, name: str) -> int:
    """Return how many may be asked to consent for the actor; raises nobody_to_ask for none."""
    told = await notices.managers(actor.enterprise_id, but=actor.person_id) if actor.enterprise_id else []
    if not told:
        raise refusals.nobody_to_ask(acts.act_of(name).label)
    return len(told)


async def _written(actor: Actor, firm: UUID, act: Act, matters: Sequence[Matter]) -> Request:
    async with database.transaction():
        await locks.hold(f"approvals {firm}")
        await may_be_asked(actor, act.name)
        standing = await requests.not_closed(firm)
        _require_new(act, matters, standing)
        request = _made(actor, firm, act, matters, [each.code for each in standing])
        await requests.write(request)
        told = await notices.managers(firm, but=actor.person_id)
        await notices.tell_managers(request, act.label, told)
        await audit.record(actor, "approval.ask", request.id, act.name)
    return request


def _made(actor: Actor, firm: UUID, act: Act, matters: Sequence[Matter], taken: Sequence[str]) -> Request:
    moment = now()
    return Request(
        id=new_id(),
        enterprise_id=firm,
        act=act.name,
        code=requests.a_code(taken),
        matters=matters,
        requester_id=actor.person_id,
        door=actor.door,
        asked_at=moment,
        expires_at=moment + LIFE,
    )


def _require_new(act: Act, matters: Sequence[Matter], standing: Sequence[Request]) -> None:
    waiting = [each for each in standing if each.standing == "open"]
    if len(waiting) >= requests.MOST_OPEN:
        raise refusals.too_many(requests.MOST_OPEN)
    wanted = {each.document_id: each.number for each in matters}
    for request in (each for each in waiting if each.act == act.name):
        for matter in request.matters:
            if matter.document_id in wanted:
                raise refusals.asked_already(matter.number, request.code)
