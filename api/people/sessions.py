"""Sessions: opaque, kept as hashes, idle 30 minutes, 12 hours in all; what they allow is read anew each time (A-2)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple, cast
from uuid import UUID

from api.people import audit, opaque, refusals, rights
from api.people.actor import Actor, Role
from kit import database
from kit.clock import now
from kit.ids import new_id
from kit.refusals import unknown
from push import addresses

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)
_NOTICED: Final = timedelta(minutes=1)  # a session's last use is written no oftener than this
_REMEMBERED: Final = timedelta(days=184)  # who was signed in when is a security log (P-3)

_INSERT = """
insert into sessions
    (id, token_hash, person_id, enterprise_id, created_at, seen_at, expires_at, proven_at, device, place, address_id)
values ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10)
"""
_FIND = f"""
select s.id, s.person_id, s.seen_at, s.proven_at, s.address_id, p.name, m.enterprise_id, m.role
from sessions s
join persons p on p.id = s.person_id
left join memberships m on m.person_id = s.person_id and m.enterprise_id = s.enterprise_id
     and {rights.ACTIVE.format(now="$2")}
where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2 and s.seen_at > $3 and p.disabled_at is null
"""  # noqa: S608 — constants only
_NOTICE = "update sessions set seen_at = $2 where id = $1 and ended_at is null"
_END = "update sessions set ended_at = $2 where id = $1 and ended_at is null"
_END_OTHERS = "update sessions set ended_at = $3 where person_id = $1 and id <> $2 and ended_at is null"
_PROVE = "update sessions set proven_at = $2 where id = $1 and ended_at is null"
_UNPROVE = "update sessions set proven_at = null where person_id = $1"
_LIVE = """
select id, device, place, created_at, seen_at, expires_at, proven_at, address_id from sessions
where person_id = $1 and ended_at is null and expires_at > $2 and seen_at > $3 order by seen_at desc, id desc
"""
_END_MINE = "update sessions set ended_at = $3 where id = $1 and person_id = $2 and ended_at is null"
_SWITCH = "update sessions set enterprise_id = $2 where id = $1"
_SWITCH_CHAT = "update persons set enterprise_id = $2 where id = $1"


class Whence(NamedTuple):
    """By what somebody recognises a session of theirs: the device, and its network address, cut short."""

    device: str = ""
    place: str = ""


class Session(NamedTuple):
    """One session that is open now; moments are UTC, `ends_at` the latest end whatever is done."""

    id: UUID
    whence: Whence
    opened_at: datetime
    seen_at: datetime
    ends_at: datetime
    proven: bool


class Opened(NamedTuple):
    """A session just opened: who, the token that is shown once, and when it ends at the latest (UTC)."""

    actor: Actor
    token: str
    expires_at: datetime


async def open_session(
    person_id: UUID,
    door: str,
    *,
    proven: bool = False,
    whence: Whence = Whence(),  # noqa: B008 — a constant
    binding_id: UUID | None = None,
) -> Opened:
    """Open a session under a new id, `proven` after a second factor; joins the caller's transaction.

    With `binding_id` it is the session of a chat account, and ends when that binding does.
    """
    actor = await rights.actor_of_person(person_id, door)
    if actor is None:
        raise refusals.wrong_credentials()
    session_id, token, moment = new_id(), opaque.new(opaque.SESSION), now()
    ends = moment + LONGEST
    about = (opaque.digest(token), person_id, actor.enterprise_id)
    await database.execute(_INSERT, session_id, *about, moment, ends, moment if proven else None, *whence, binding_id)
    opener = replace(actor, session_id=session_id, proven=proven, by_chat=binding_id is not None)
    return Opened(opener, token, ends)


async def actor_of_session(token: str, door: str = "http") -> Actor | None:
    """Return who holds the session, or None if it is unknown, ended, idle too long, or its person disabled.

    That of a chat account is over, too, as soon as its binding is: whoever ends that need not know of sessions.
    """
    if not token.startswith(opaque.SESSION) or len(token) > opaque.LONGEST:
        return None
    moment = now()
    rows = await database.fetch(_FIND, opaque.digest(token), moment, moment - IDLE)
    if not await _bound(rows):
        return None
    row = rows[0]
    if moment - database.as_time(row["seen_at"]) > _NOTICED:
        await database.execute(_NOTICE, row["id"], moment)
    return _actor(row, door)


async def _bound(rows: Sequence[database.Row]) -> list[database.Row]:
    """Return the sessions among these that need no binding, or whose binding still stands."""
    wanted = {database.as_uuid(row["address_id"]) for row in rows if row["address_id"]}
    stands = await addresses.standing(wanted)
    return [row for row in rows if not row["address_id"] or database.as_uuid(row["address_id"]) in stands]


def _actor(row: database.Row, door: str) -> Actor:
    firm = row["enterprise_id"]
    return Actor(
        person_id=database.as_uuid(row["person_id"]),
        enterprise_id=database.as_uuid(firm) if firm else None,
        role=cast("Role", row["role"] or "none"),
        door=door,
        name=row["name"],
        session_id=database.as_uuid(row["id"]),
        proven=row["proven_at"] is not None,
        by_chat=row["address_id"] is not None,
    )


async def sign_out(actor: Actor) -> None:
    """End the actor's session; every process sees it at its next request."""
    async with database.transaction():
        await database.execute(_END, actor.session_id, now())
        await audit.record(actor, "session.end", actor.session_id or "")


async def of_person(actor: Actor) -> list[Session]:
    """Return the actor's open sessions, the one used last first; raises in_person_only for a token or a chat."""
    _require_session(actor)
    moment = now()
    return [_session(row) for row in await _bound(await database.fetch(_LIVE, actor.person_id, moment, moment - IDLE))]


def _session(row: database.Row) -> Session:
    return Session(
        id=database.as_uuid(row["id"]),
        whence=Whence(row["device"], row["place"]),
        opened_at=database.as_time(row["created_at"]),
        seen_at=database.as_time(row["seen_at"]),
        ends_at=database.as_time(row["expires_at"]),
        proven=row["proven_at"] is not None,
    )


async def end(actor: Actor, session_id: UUID) -> None:
    """End one of the actor's own sessions, from any other; somebody else's is unknown."""
    _require_session(actor)
    async with database.transaction():
        if not await database.execute(_END_MINE, session_id, actor.person_id, now()):
            raise unknown()
        await audit.record(actor, "session.end", session_id)


async def end_all_others(actor: Actor) -> int:
    """End every session of the actor but the one that asks; return how many."""
    kept = _require_session(actor)
    async with database.transaction():
        ended = await end_others(actor.person_id, kept)
        await audit.record(actor, "session.end_others", kept, str(ended))
    return ended


def _require_session(actor: Actor) -> UUID:
    if actor.session_id is None:
        raise refusals.in_person_only()
    return actor.session_id


async def end_others(person_id: UUID, kept: UUID | None) -> int:
    """End every session of a person but one, as after a new password; joins the caller's transaction."""
    return await database.execute(_END_OTHERS, person_id, kept or person_id, now())


async def note_proof(session_id: UUID) -> None:
    """Note that the session's person has proven a second factor."""
    await database.execute(_PROVE, session_id, now())


async def forget_proofs(person_id: UUID) -> None:
    """Let every session of a person count as opened by a password alone."""
    await database.execute(_UNPROVE, person_id)


async def switch_enterprise(actor: Actor, enterprise_id: UUID) -> Actor:
    """切换企业: act for another of one's enterprises: in a session for that session, in a chat until changed again."""
    async with database.transaction():
        role = await rights.role_in(actor.person_id, enterprise_id, now())
        if role is None:
            raise refusals.no_such_enterprise()
        if actor.session_id:
            await database.execute(_SWITCH, actor.session_id, enterprise_id)
        else:
            await database.execute(_SWITCH_CHAT, actor.person_id, enterprise_id)
        switched = replace(actor, enterprise_id=enterprise_id, role=role)
        await audit.record(switched, "session.enterprise", enterprise_id)
    return switched


async def forget_old() -> int:
    """Delete sessions that ended longer ago than the security log must reach, for the clock."""
    return await database.execute("delete from sessions where expires_at < $1", now() - _REMEMBERED)
