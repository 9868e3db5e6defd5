"""Binding by scan or deep link: a ticket that two sides confirm (B-1).

The web session opens a ticket; the phone that scans it sees whose account it is and confirms; then the web session
confirms too, and only then the address is bound. A ticket serves one session, one phone, once, for five minutes.
"""

import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from api.people import audit, bonds, refusals, sessions
from api.people.actor import Actor
from kit import bell, database, masking
from kit.clock import now
from kit.ids import new_id
from push.address import TELEGRAM, WECHAT, Address

LIFE: Final = timedelta(seconds=300)
SCANNED: Final = (WECHAT, TELEGRAM)
_WATCHED: Final = {"open", "scanned"}
_BELL: Final = "bindings"
_REMEMBERED: Final = timedelta(days=1)

_VOID_OLDER = """
update bind_tickets set state = 'refused', changed_at = $3
where session_id = $1 and channel = $2 and state in ('open', 'scanned', 'phone_confirmed')
"""
_INSERT = """
insert into bind_tickets (id, scene, channel, person_id, session_id, address, state, created_at, expires_at, changed_at)
values ($1, $2, $3, $4, $5, '', 'open', $6, $7, $6)
"""
_SCAN = """
update bind_tickets set state = 'scanned', address = $3, changed_at = $4
where scene = $1 and channel = $2 and expires_at > $4 and (state = 'open' or (state = 'scanned' and address = $3))
returning session_id
"""
_ANSWER = """
update bind_tickets set state = $4, changed_at = $5
where scene = $1 and channel = $2 and address = $3 and expires_at > $5 and state in ('scanned', 'phone_confirmed')
returning session_id
"""
_BIND = """
update bind_tickets set state = 'bound', changed_at = $4
where id = $1 and session_id = $2 and person_id = $3 and expires_at > $4 and state = 'phone_confirmed'
returning channel, address
"""
_FIND = (
    "select channel, address, state, expires_at from bind_tickets where id = $1 and session_id = $2 and person_id = $3"
)
_HOLDER = """
select p.login, p.name, e.name as enterprise from sessions s
join persons p on p.id = s.person_id left join enterprises e on e.id = s.enterprise_id
where s.id = $1 and s.ended_at is null and s.expires_at > $2 and s.seen_at > $3 and p.disabled_at is null
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What a ticket stands at; `scene` is known to its opener alone, `address` is masked and empty before the scan."""

    id: UUID
    channel: str
    state: str
    expires_at: datetime
    scene: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the phone is shown before it confirms: the account and the enterprise, both masked."""

    account: str
    enterprise: str


async def open_ticket(actor: Actor, channel: str, *, consent: bool = False) -> Ticket:
    """Open a ticket for this session, which voids its last one; Telegram asks for a recorded consent first (G-2)."""
    if actor.session_id is None:
        raise refusals.in_person_only()
    if channel not in SCANNED:
        raise refusals.channel_unavailable()
    if channel == TELEGRAM and not consent:
        raise refusals.consent_missing()
    moment, ticket_id, scene = now(), new_id(), secrets.token_urlsafe(16)
    async with database.transaction():
        await database.execute(_VOID_OLDER, actor.session_id, channel, moment)
        whose = (actor.person_id, actor.session_id)
        await database.execute(_INSERT, ticket_id, scene, channel, *whose, moment, moment + LIFE)
        await audit.record(actor, "binding.open", ticket_id, "consented" if consent else "done")
    return Ticket(id=ticket_id, scene=scene, channel=channel, state="open", expires_at=moment + LIFE)


async def scanned(scene: str, channel: str, address: str) -> Claim:
    """Note who scanned, and return whose account it is; the same phone may scan again, a second phone is refused."""
    return await _claimed(_SCAN, scene, channel, address, now())


async def confirm_on_phone(scene: str, channel: str, address: str) -> Claim:
    """Note the yes of the phone that scanned; the web side must still confirm."""
    return await _claimed(_ANSWER, scene, channel, address, "phone_confirmed", now())


async def refuse_on_phone(scene: str, channel: str, address: str) -> None:
    """Note the no of the phone that scanned: the ticket is void."""
    await _claimed(_ANSWER, scene, channel, address, "refused", now())


async def _claimed(statement: str, *args: Any) -> Claim:
    async with database.transaction():
        rows = await database.fetch(statement, *args)
        if not rows:
            raise refusals.ticket_void()
        claim = await _claim(database.as_uuid(rows[0]["session_id"]))
    await bell.ring(_BELL)
    return claim


async def _claim(session_id: UUID) -> Claim:
    moment = now()
    rows = await database.fetch(_HOLDER, session_id, moment, moment - sessions.IDLE)
    if not rows:
        raise refusals.ticket_void()
    return Claim(bonds.masked_account(rows[0]["login"]), bonds.masked_enterprise(rows[0]["enterprise"] or ""))


async def confirm_on_web(actor: Actor, ticket_id: UUID) -> Address:
    """Bind the phone that confirmed to the session's person and tell both the new address and the old one."""
    moment = now()
    async with database.transaction():
        rows = await database.fetch(_BIND, ticket_id, actor.session_id, actor.person_id, moment)
        if not rows:
            await _refuse_to_bind(actor, ticket_id, moment)
        address = Address(rows[0]["channel"], rows[0]["address"])
        await bonds.bind(actor, address)
    await bell.ring("deliveries")
    return address


async def _refuse_to_bind(actor: Actor, ticket_id: UUID, moment: datetime) -> None:
    found = await find(actor, ticket_id)
    waiting = found.state in {"open", "scanned"} and found.expires_at > moment
    raise refusals.ticket_unconfirmed() if waiting else refusals.ticket_void()


async def find(actor: Actor, ticket_id: UUID) -> Ticket:
    """Return one's own ticket; another session's is void. The state is 'expired' where it ran out unused."""
    rows = await database.fetch(_FIND, ticket_id, actor.session_id, actor.person_id)
    if not rows:
        raise refusals.ticket_void()
    row, ends = rows[0], database.as_time(rows[0]["expires_at"])
    over = ends <= now() and row["state"] not in {"bound", "refused"}
    return Ticket(
        id=ticket_id,
        channel=row["channel"],
        state="expired" if over else row["state"],
        expires_at=ends,
        address=row["address"] and masking.tail(row["address"]),
    )


async def watch(actor: Actor, ticket_id: UUID, seconds: float) -> Ticket:
    """Return one's own ticket once the phone has done something, or after so many seconds."""
    with bell.Ear(_BELL) as ear:
        before = found = await find(actor, ticket_id)
        ends = time.monotonic() + seconds
        while found.state == before.state in _WATCHED and await ear.wait(max(ends - time.monotonic(), 0)):
            found = await find(actor, ticket_id)
    return found


async def forget_old() -> int:
    """Delete tickets a day after they ran out, for the clock."""
    return await database.execute("delete from bind_tickets where expires_at < $1", now() - _REMEMBERED)
