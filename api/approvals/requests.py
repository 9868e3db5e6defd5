"""What waits for a second person's consent, as it is kept; an open request is changed under its lock alone."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api.approvals import refusals
from api.approvals.acts import Matter
from api.paging import COUNTED, counted
from api.people import Actor
from kit import database
from kit.clock import now

MOST_OPEN: Final = 100  # of one enterprise
_DIGITS: Final = 4
_COLUMNS: Final = """id, enterprise_id, act, code, matters, requester_id, door, asked_at, expires_at, state, decider_id,
    decided_at, note, results"""
_INSERT: Final = f"""
    insert into approvals ({_COLUMNS})
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', null, null, '', $10)"""  # noqa: S608 — constants
_ONE: Final = f"select {_COLUMNS} from approvals where id = $1 and enterprise_id = $2"  # noqa: S608 — constants
_OPEN: Final = f"""
    select {_COLUMNS} from approvals where enterprise_id = $1 and state = 'open' and expires_at > $2
    order by id"""  # noqa: S608 — constants
_NOT_CLOSED: Final = f"select {_COLUMNS} from approvals where enterprise_id = $1 and state = 'open'"  # noqa: S608
_PAGE: Final = f"""
    select {_COLUMNS} from approvals where enterprise_id = $1 order by id desc limit $2 offset $3"""  # noqa: S608
_COUNT: Final = f"""
    select count(*) as n from (select 1 from approvals where enterprise_id = $1 limit {COUNTED + 1}) as found"""  # noqa: S608
_DUE: Final = f"""
    select {_COLUMNS} from approvals where state = 'open' and expires_at <= $1 order by expires_at limit $2"""  # noqa: S608
_CLOSE: Final = """
    update approvals set state = $2, decider_id = $3, decided_at = $4, note = $5, results = $6
    where id = $1 and state = 'open'"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request; `code` names it in a chat while it is open, `results` tell of each matter why not ('': done)."""

    id: UUID
    enterprise_id: UUID
    act: str
    code: str
    matters: Sequence[Matter]
    requester_id: UUID
    door: str
    asked_at: datetime
    expires_at: datetime
    state: str = "open"
    decider_id: UUID | None = None
    decided_at: datetime | None = None
    note: str = ""
    results: Sequence[str] = ()

    @property
    def standing(self) -> str:
        """Return its state as it counts now: an open one whose time is over has expired."""
        return "expired" if self.state == "open" and self.expires_at <= now() else self.state


async def write(request: Request) -> None:
    """Keep a new request; joins the transaction."""
    matters = database.Json([each.as_data() for each in request.matters])
    told = (request.act, request.code, matters, request.requester_id, request.door)
    times = (request.asked_at, request.expires_at)
    await database.execute(_INSERT, request.id, request.enterprise_id, *told, *times, database.Json([]))


async def close(request: Request) -> None:
    """Write how an open request ended; joins the transaction that holds it."""
    ended = (request.state, request.decider_id, request.decided_at, request.note, database.Json(list(request.results)))
    await database.execute(_CLOSE, request.id, *ended)


async def get(actor: Actor, request_id: UUID, *, held: bool = False) -> Request:
    """Return a request of the actor's enterprise, locked until the transaction ends if `held`; raises unknown."""
    lock = " for update" if held and database.dialect() == "postgres" else ""
    rows = await database.fetch(_ONE + lock, request_id, actor.enterprise_id) if actor.enterprise_id else []
    if not rows:
        raise refusals.no_such_request()
    return _request(rows[0])


async def open_ones(actor: Actor) -> list[Request]:
    """Return what waits at the actor's enterprise and concerns them: all of it for a 管理员, else what they asked."""
    rows = await database.fetch(_OPEN, actor.enterprise_id, now()) if actor.enterprise_id else []
    found = [_request(row) for row in rows]
    return [each for each in found if actor.is_admin or each.requester_id == actor.person_id]


async def find(actor: Actor, code: str) -> Request:
    """Return what waits under that code and concerns the actor; raises unknown."""
    found = next((each for each in await open_ones(actor) if each.code == code), None)
    if found is None:
        raise refusals.no_such_request()
    return found


async def page(actor: Actor, size: int, offset: int) -> tuple[list[Request], int]:
    """Return a stretch of the requests of the actor's enterprise, newest first, and how many there are."""
    rows = await database.fetch(_PAGE, actor.enterprise_id, size, offset)
    (length,) = await database.fetch(_COUNT, actor.enterprise_id)
    return [_request(row) for row in rows], counted(length["n"])


async def overdue(limit: int) -> list[Request]:
    """Return open requests whose time is over, of all enterprises."""
    return [_request(row) for row in await database.fetch(_DUE, now(), limit)]


async def not_closed(enterprise_id: UUID) -> list[Request]:
    """Return all requests of an enterprise that nobody has closed, be their time over or not."""
    return [_request(row) for row in await database.fetch(_NOT_CLOSED, enterprise_id)]


def a_code(taken: Collection[str]) -> str:
    """Return a code that none of these is."""
    while True:
        code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
        if code not in taken:
            return code


def _request(row: Mapping[str, Any]) -> Request:
    decider, decided = row["decider_id"], row["decided_at"]
    return Request(
        id=database.as_uuid(row["id"]),
        enterprise_id=database.as_uuid(row["enterprise_id"]),
        act=row["act"],
        code=row["code"],
        matters=[Matter.of(each) for each in database.as_json(row["matters"])],
        requester_id=database.as_uuid(row["requester_id"]),
        door=row["door"],
        asked_at=database.as_time(row["asked_at"]),
        expires_at=database.as_time(row["expires_at"]),
        state=row["state"],
        decider_id=database.as_uuid(decider) if decider else None,
        decided_at=database.as_time(decided) if decided else None,
        note=row["note"],
        results=database.as_json(row["results"]),
    )
