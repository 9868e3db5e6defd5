"""What one may see of seals and signatures: one, a list of them, the two that are the default (SEAL-25, AUTH-02)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api.documents import listing
from api.people import Actor
from api.seals.words import SealKind, Shape, State
from kit import database
from kit.database import as_time, as_uuid
from kit.refusals import unknown

_COLUMNS: Final = """s.id, s.kind, s.name, s.shape, s.person_id, p.name as person, s.file_id, s.width, s.height,
    s.valid_from, s.valid_until, s.state, s.is_default, s.remark, s.made_at"""
_SOURCE: Final = "seals s join persons p on p.id = s.person_id"
_ONE: Final = f"select {_COLUMNS} from {_SOURCE} where s.enterprise_id = $1 and s.id = $2"  # noqa: S608 — constants
_DEFAULT: Final = f"""
    select {_COLUMNS} from {_SOURCE}
    where s.enterprise_id = $1 and s.kind = $2 and s.is_default and s.state = 'in_use'"""  # noqa: S608
_LIST: Final = listing.Query(
    columns=_COLUMNS,
    source=_SOURCE,
    where="s.enterprise_id = $1 and s.state <> 'deleted'",
    order="s.id desc",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A seal or a signature; its ink in tenths of a millimetre, its days in Asia/Shanghai, '' where it has none."""

    id: UUID
    kind: SealKind
    name: str
    shape: Shape
    person_id: UUID
    person: str
    file_id: UUID
    width: int
    height: int
    valid_from: str
    valid_until: str
    state: State
    is_default: bool
    remark: str
    made_at: datetime


async def read(actor: Actor, seal_id: UUID) -> Seal:
    """Return one of the actor's enterprise, a deleted one too; raises not_found, `scope`."""
    rows = await database.fetch(_ONE, await listing.owner_of(actor), seal_id)
    if not rows:
        raise unknown()
    return _seal(rows[0])


async def page(actor: Actor, kind: str = "", page: int = 1, size: int = 20) -> tuple[list[Seal], int]:
    """Return those that are not deleted, the latest first, and how many there are."""
    rows, total = await listing.page(actor, _LIST, [("s.kind = ${}", kind)], page, size)
    return [_seal(row) for row in rows], total


async def default(actor: Actor, kind: SealKind) -> Seal | None:
    """Return 默认印章 or 默认签名 of the actor's enterprise; raises `scope`."""
    rows = await database.fetch(_DEFAULT, await listing.owner_of(actor), kind)
    return _seal(rows[0]) if rows else None


def _seal(row: Any) -> Seal:
    return Seal(
        id=as_uuid(row["id"]),
        kind=row["kind"],
        name=row["name"],
        shape=row["shape"],
        person_id=as_uuid(row["person_id"]),
        person=row["person"],
        file_id=as_uuid(row["file_id"]),
        width=row["width"],
        height=row["height"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        state=row["state"],
        is_default=bool(row["is_default"]),
        remark=row["remark"],
        made_at=as_time(row["made_at"]),
    )
