"""Receipts that were set aside: stored, and not applied, because nobody could read them or place them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from api.exchange import inbox
from kit import bell, database

STATES: Final[Mapping[str, str]] = {
    "unknown": "代码未知",
    "foreign": "未登记",
    "damaged": "无法读取",
    "refused": "与登记簿不符",
    "failed": "处理出错",
}
_COLUMNS: Final = "id, source, origin, state, explanation, received_at"
_SET_ASIDE: Final = f"state in ({', '.join(map(repr, STATES))})"
_LIST: Final = f"select {_COLUMNS} from inbox where {_SET_ASIDE} order by received_at desc, id desc limit $1"  # noqa: S608 — constants of this file
_ONE: Final = f"select {_COLUMNS}, body from inbox where id = $1"  # noqa: S608 — constants of this file
_AGAIN: Final = f"""
    update inbox set state = 'new', tries = 0, handled_at = null where id = $1 and {_SET_ASIDE}"""  # noqa: S608 — constants of this file
_COUNTS: Final = "select state, count(*) as n from inbox group by state"


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


async def latest(limit: int = 50) -> list[Receipt]:
    """Return the receipts that were set aside, the latest first."""
    return [_receipt(row) for row in await database.fetch(_LIST, limit)]


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
    """Return how many receipts of the inbox stand in each state."""
    return {row["state"]: row["n"] for row in await database.fetch(_COUNTS)}


def _receipt(row: database.Row) -> Receipt:
    return Receipt(
        id=database.as_uuid(row["id"]),
        source=row["source"],
        origin=row["origin"],
        state=row["state"],
        explanation=row["explanation"],
        received_at=database.as_time(row["received_at"]),
        text=bytes(row["body"]).decode("utf-8", "replace") if "body" in dict(row) else "",
    )
