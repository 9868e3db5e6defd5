"""Receipts that were set aside: stored, and not applied, because nobody could read them or place them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from api.exchange import inbox, refusals
from api.people import Actor, audit
from kit import bell, database
from kit.clock import now

STATES: Final[Mapping[str, str]] = {
    "unknown": "代码未知",
    "foreign": "未登记",
    "damaged": "无法读取",
    "refused": "与登记簿不符",
    "failed": "处理出错",
}
_COLUMNS: Final = "id, source, origin, state, explanation, received_at"
_SET_ASIDE: Final = f"state in ({', '.join(map(repr, STATES))}) and dismissed_at is null"  # as its index has it
_LIST: Final = f"""
    select {_COLUMNS} from inbox where {_SET_ASIDE} and ($1 = '' or state = $1)
    order by received_at desc, id desc limit $2 offset $3"""  # noqa: S608 — constants of this file
_ONE: Final = f"select {_COLUMNS}, body, dismissed_at from inbox where id = $1"  # noqa: S608 — constants of this file
_AGAIN: Final = f"""
    update inbox set state = 'new', tries = 0, handled_at = null where id = $1 and {_SET_ASIDE}"""  # noqa: S608 — constants of this file
_DISMISS: Final = f"update inbox set dismissed_at = $2 where id = $1 and {_SET_ASIDE}"  # noqa: S608 — constants of this file
_LENGTH: Final = f"select count(*) as n from inbox where {_SET_ASIDE} and ($1 = '' or state = $1)"  # noqa: S608 — constants of this file
_WAITING: Final = "select count(*) as n from inbox where state = 'new'"
_COUNTS: Final = f"select state, count(*) as n from inbox where {_SET_ASIDE} group by state"  # noqa: S608 — constants of this file
_ANY: Final = "select 1 as one from inbox limit 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A receipt in the inbox: who sent it, where from, where it stands and the sentence that says why."""

    id: UUID
    source: str
    origin: str
    state: str
    explanation: str
    received_at: datetime
    text: str = ""
    is_dismissed: bool = False


async def latest(limit: int = 50, offset: int = 0, state: str = "") -> list[Receipt]:
    """Return the receipts that were set aside, in that state or in any, the latest first."""
    return [_receipt(row) for row in await database.fetch(_LIST, state, limit, offset)]


async def length(state: str = "") -> int:
    """Return how many receipts are set aside, in that state or in any."""
    (row,) = await database.fetch(_LENGTH, state)
    return int(row["n"])


async def open_one(receipt_id: UUID) -> Receipt:
    """Return a receipt that is set aside, with its text; raises receipt_not_found."""
    found = await read(receipt_id)
    if found is None or found.state not in STATES or found.is_dismissed:
        raise refusals.unknown_receipt()
    return found


async def retry(operator: Actor, receipt_id: UUID) -> None:
    """Let the operator have one receipt read anew, and write down who did; raises receipt_not_found."""
    async with database.transaction():
        if not await database.execute(_AGAIN, receipt_id):
            raise refusals.unknown_receipt()
        await audit.record(operator, "receipt.read_again", receipt_id)
    await bell.ring(inbox.BELL)


async def dismiss(operator: Actor, receipt_id: UUID) -> None:
    """Take a receipt that will never be applied off the list for good, raises receipt_not_found.

    The row stays: one that comes again under its serial is still a duplicate.
    """
    async with database.transaction():
        if not await database.execute(_DISMISS, receipt_id, now()):
            raise refusals.unknown_receipt()
        await audit.record(operator, "receipt.dismiss", receipt_id)


async def read(receipt_id: UUID) -> Receipt | None:
    """Return a receipt of any state with its text, or None if there is none of that id."""
    rows = await database.fetch(_ONE, receipt_id)
    return _receipt(rows[0]) if rows else None


async def take_again(receipt_id: UUID) -> bool:
    """Let one receipt that was set aside be read anew; tell whether it was set aside."""
    taken = await database.execute(_AGAIN, receipt_id) == 1
    if taken:
        await bell.ring(inbox.BELL)
    return taken


async def counts() -> dict[str, int]:
    """Return how many receipts wait ('new'), and how many were set aside in each state.

    Each by its own index: what was handled is nearly all of the inbox, and is not counted.
    """
    (waiting,) = await database.fetch(_WAITING)
    found = {row["state"]: int(row["n"]) for row in await database.fetch(_COUNTS)}
    return {"new": int(waiting["n"])} | found


async def is_empty() -> bool:
    """Tell whether no receipt ever came."""
    return not await database.fetch(_ANY)


def _receipt(row: database.Row) -> Receipt:
    return Receipt(
        id=database.as_uuid(row["id"]),
        source=row["source"],
        origin=row["origin"],
        state=row["state"],
        explanation=row["explanation"],
        received_at=database.as_time(row["received_at"]),
        text=inbox.body_of(row).decode("utf-8", "replace") if "body" in dict(row) else "",
        is_dismissed=dict(row).get("dismissed_at") is not None,
    )
