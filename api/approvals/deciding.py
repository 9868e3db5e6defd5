"""同意, 不同意, 取消 and expiry: each request ends once, under its lock, whoever comes at the same time.

Rights are read again when it counts, of both: who consents must be a 管理员 now and somebody else, who asked must still
act for the enterprise. The deed is done as the deed of who asked, in the same transaction in which the request ends.
"""

from dataclasses import replace
from typing import Final
from uuid import UUID

from api.approvals import acts, notices, refusals, requests
from api.approvals.acts import Act, Matter
from api.approvals.requests import Request
from api.people import Actor, audit, rights
from api.people.models import Person
from kit import bell, database, failpoints, logs
from kit.clock import now
from kit.refusals import Refusal
from push import outbox

_LOG = logs.get("api.approvals")
_NO_LONGER: Final = "申请人已不能为该企业办理业务。"
_BATCH: Final = 50


async def consent(actor: Actor, request_id: UUID) -> Request:
    """同意: do what was asked for, now, and return how each matter of it went.

    Raises no_such_request, managers_only, not_your_own, decided_already; what the deed itself is refused for stands in
    the results, for then the request is over too.
    """
    async with database.transaction():
        request = await _held_to_decide(actor, request_id)
        act = acts.act_of(request.act)
        results = await _done(request, act)
        failpoints.hit("approvals.after_deed_before_commit")
        state = "done" if "" in results else "failed"
        ended = replace(request, state=state, results=results, decider_id=actor.person_id, decided_at=now())
        await _end(actor, ended, act, "approval.consent")
    await act.ring()
    await bell.ring(outbox.BELL)
    return ended


async def refuse(actor: Actor, request_id: UUID, note: str = "") -> Request:
    """不同意: nothing is done; who asked hears of it. Raises as `consent`."""
    async with database.transaction():
        request = await _held_to_decide(actor, request_id)
        ended = replace(request, state="refused", note=note, decider_id=actor.person_id, decided_at=now())
        await _end(actor, ended, acts.act_of(request.act), "approval.refuse")
    await bell.ring(outbox.BELL)
    return ended


async def cancel(actor: Actor, request_id: UUID) -> Request:
    """取消申请, for who asked alone; raises no_such_request, requesters_only, decided_already."""
    async with database.transaction():
        request = await requests.get(actor, request_id, held=True)
        if request.requester_id != actor.person_id:
            raise refusals.requesters_only()
        await _require_open(request)
        ended = replace(request, state="cancelled", decided_at=now())
        await requests.close(ended)
        await audit.record(actor, "approval.cancel", request.id)
    return ended


async def expire() -> int:
    """End what nobody decided about in time, tell who asked, and return how many; for the clock."""
    ended = [await _expire(each) for each in await requests.overdue(_BATCH)]
    if any(ended):
        await bell.ring(outbox.BELL)
    return sum(ended)


async def _expire(found: Request) -> bool:
    clock = Actor(
        person_id=found.requester_id, enterprise_id=found.enterprise_id, role="system", door="clock", name="clock"
    )
    async with database.transaction():
        request = await requests.get(clock, found.id, held=True)
        if request.state != "open":
            return False
        await _end(clock, replace(request, state="expired", decided_at=now()), acts.act_of(request.act), "approval.end")
    return True


async def _held_to_decide(actor: Actor, request_id: UUID) -> Request:
    """Lock an open request for somebody who may decide about it now."""
    request = await requests.get(actor, request_id, held=True)
    if await rights.role_in(actor.person_id, request.enterprise_id, now()) != "admin" or not actor.is_admin:
        raise refusals.managers_only()
    if request.requester_id == actor.person_id:
        raise refusals.not_your_own()
    await _require_open(request)
    return request


async def _require_open(request: Request) -> None:
    if request.standing != "open":
        raise refusals.decided(request.standing, await name_of(request.decider_id) if request.decider_id else "")


async def name_of(person_id: UUID) -> str:
    """Return a person's name."""
    return (await Person.get(id=person_id)).name


async def _done(request: Request, act: Act) -> list[str]:
    """Do the deed to each matter, each in a savepoint of its own, and return why not ('': done)."""
    requester = await _requester(request)
    if requester is None:
        return [_NO_LONGER] * len(request.matters)
    return [await _did(act, requester, matter) for matter in request.matters]


async def _did(act: Act, requester: Actor, matter: Matter) -> str:
    try:
        async with database.transaction():
            await act.do(requester, matter)
    except Refusal as refusal:
        _LOG.info("consented, and refused", act=act.name, code=refusal.code)
        return refusal.sentence
    return ""


async def _requester(request: Request) -> Actor | None:
    """Return who asked, with the right that they have now."""
    role = await rights.role_in(request.requester_id, request.enterprise_id, now())
    if role is None:
        return None
    return Actor(
        person_id=request.requester_id,
        enterprise_id=request.enterprise_id,
        role=role,
        door=request.door,
        name=await name_of(request.requester_id),
    )


async def _end(actor: Actor, ended: Request, act: Act, deed: str) -> None:
    await requests.close(ended)
    await notices.tell_requester(ended, act.label)
    await audit.record(actor, deed, ended.id, ended.state)
