"""操作日志: what an enterprise's 管理员 may read of the audit trail, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson

from api.paging import COUNTED, counted
from api.people import memberships
from api.people.actor import NOBODY, Actor
from api.people.models import Person
from kit import database
from kit.ids import first_id

_WORDS: Final = Path(__file__).parents[1] / "data" / "audit_words.json"
_FROM: Final = "from audit where tenant_id = $1 and id >= $2 and id < $3"
_PAGE: Final = f"select id, at, actor, door, action, target, result {_FROM} order by id desc limit $4 offset $5"
_COUNT: Final = f"select count(*) as n from (select 1 {_FROM} limit {COUNTED + 1}) as found"  # noqa: S608 — constants
_FIRST: Final = UUID(int=0)
_LAST: Final = UUID(int=2**128 - 1)


@dataclass(frozen=True, slots=True)
class Within:
    """A stretch of time; `until` is open, None asks for nothing."""

    since: datetime | None = None
    until: datetime | None = None

    @property
    def ids(self) -> tuple[UUID, UUID]:
        """Return between which ids the lines lie: a line's id begins with its moment."""
        return first_id(self.since) if self.since else _FIRST, first_id(self.until) if self.until else _LAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: who did what through which door, and what came of it; `at` is UTC."""

    id: UUID
    at: datetime
    who: str
    door: str
    action: str
    action_label: str
    target: str
    result: str


async def page(actor: Actor, page: int = 1, size: int = 20, within: Within = Within()) -> tuple[list[Entry], int]:
    """Return one page of the deeds done in the actor's enterprise, newest first, and how many; for its 管理员."""
    firm = memberships.require_admin(actor)
    rows = await database.fetch(_PAGE, firm, *within.ids, size, (page - 1) * size)
    (count,) = await database.fetch(_COUNT, firm, *within.ids)
    names = await _names({row["actor"] for row in rows})
    return [_entry(row, names) for row in rows], counted(count["n"])


async def _names(actors: set[str]) -> Mapping[str, str]:
    """Return the names of the people among the actors; the others are doors of the house."""
    ids = [found for each in actors if (found := _as_id(each)) not in {None, NOBODY}]
    return {str(person.id): person.name for person in await Person.filter(id__in=ids)}


def _as_id(actor: str) -> UUID | None:
    try:
        return UUID(actor)
    except ValueError:
        return None


def _entry(row: Mapping[str, Any], names: Mapping[str, str]) -> Entry:
    return Entry(
        id=database.as_uuid(row["id"]),
        at=database.as_time(row["at"]),
        who=names.get(row["actor"], "系统"),
        door=row["door"],
        action=row["action"],
        action_label=label(row["action"]),
        target=row["target"],
        result=row["result"],
    )


def label(action: str) -> str:
    """Return what people read for an action, `party.create` → 基础资料：新增; one without words goes by its name."""
    thing, _, deed = action.partition(".")
    things, deeds = _words()["things"], _words()["deeds"]
    return f"{things[thing]}：{deeds[deed]}" if thing in things and deed in deeds else action


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    words: Mapping[str, Mapping[str, str]] = orjson.loads(_WORDS.read_bytes())
    return words
