"""Register rows in the hand of the one who changes them: locked, changed in memory, written back in one statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from api.documents.kinds import Kind, kind_of
from api.documents.lifecycle import NEVER, Standing
from api.documents.moves import MAIN
from kit import database, relation
from kit.relation import IDS

_COLUMNS: Final = "id, kind, number, enterprise_id, entered_by, content, status, status_at, axes, facts, seq"
_LOCK: Final = f"select {_COLUMNS} from documents where id in (select id from {{ids}}) order by id"  # noqa: S608
_FOR_UPDATE: Final[dict[database.Dialect, str]] = {"postgres": " for update", "sqlite": ""}


@dataclass(slots=True)
class Held:
    """One register row, locked; `standings` holds each axis, MAIN among them."""

    id: UUID
    kind: Kind
    number: str
    enterprise_id: UUID
    entered_by: UUID | None
    content: str
    facts: dict[str, Any]
    standings: dict[str, Standing]
    seq: int
    changed: bool = field(default=False)

    @property
    def status(self) -> str:
        """Return where the document stands on its main axis."""
        return self.standings[MAIN].status

    @property
    def status_label(self) -> str:
        """Return the main status as people read it."""
        return self.kind.lifecycle.status_label(self.status)

    def standing(self, axis: str) -> Standing:
        """Return where the document stands on an axis; at its start, if nothing has moved it yet."""
        return self.standings.get(axis) or Standing(self.kind.axis(axis).start, NEVER)

    def axes(self) -> dict[str, tuple[str, str]]:
        """Return the standings on all axes but MAIN, as the column `axes` keeps them."""
        return {axis: (name, since.isoformat()) for axis, (name, since) in self.standings.items() if axis != MAIN}

    def stand(self, axis: str, standing: Standing) -> None:
        """Let the document stand elsewhere on an axis."""
        self.standings[axis] = standing
        self.changed = True


async def lock(ids: Collection[UUID]) -> dict[UUID, Held]:
    """Lock register rows in the order of their ids, so that two who lock the same rows never wait for each other."""
    sql = IDS.into(_LOCK) + _FOR_UPDATE[database.dialect()]
    return {held.id: held for held in map(_held, await database.fetch(sql, *relation.ids(ids)))}


def _held(row: database.Row) -> Held:
    standings = {axis: Standing(name, database.as_time(since)) for axis, (name, since) in _axes(row["axes"]).items()}
    standings[MAIN] = Standing(row["status"], database.as_time(row["status_at"]))
    return Held(
        id=database.as_uuid(row["id"]),
        kind=kind_of(row["kind"]),
        number=row["number"],
        enterprise_id=database.as_uuid(row["enterprise_id"]),
        entered_by=database.as_uuid(row["entered_by"]) if row["entered_by"] else None,
        content=row["content"],
        facts=database.as_json(row["facts"]),
        standings=standings,
        seq=row["seq"],
    )


def _axes(column: Any) -> dict[str, Sequence[str]]:
    axes: dict[str, Sequence[str]] = database.as_json(column)
    return axes
