"""What the demo's enterprise filed elsewhere and follows here: licences, consignments, declarations on their way."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from api import documents
from api.consignments import CONSIGNMENT
from api.declarations import DECLARATION
from api.demo import year
from api.demo.calendar import Calendar
from api.documents import Entry, Key
from api.licences import LICENCE
from api.people.actor import Actor

_EVERY: Final = 14  # days between two licences
_OPEN_FOR: Final = 45  # days after which every licence has its result
_TOOK: Final = ("received", 5.0)
_RESULTS: Final[tuple[Sequence[tuple[str, float]], ...]] = (
    (_TOOK, ("pending_review", 20), ("approved", 60)),
    (_TOOK, ("approved", 48)),
    (_TOOK, ("returned", 48)),
    (_TOOK, ("approved", 48), ("cancelled", 24 * 30)),
)
_OPEN: Final[tuple[Sequence[tuple[str, float]], ...]] = ((_TOOK,), (("failed", 2),), (_TOOK, ("pending_review", 20)))
_ON_THEIR_WAY: Final[tuple[Sequence[tuple[str, float]], ...]] = (
    (("draft_saved", 1),),
    (("draft_failed", 1),),
    (("declared", 1),),
    (("declared", 1), ("failed", 1)),
    (("declared", 1), ("received", 1)),
    (("declared", 1), ("received", 1), ("examined", 2)),
    (("declared", 1), ("received", 1), ("inspection", 3)),
    (("declared", 1), ("received", 1), ("tax_due", 3)),
    (("declared", 1), ("received", 1), ("held", 2)),
    (("declared", 1), ("received", 1), ("returned", 4)),
    (("declared", 1), ("received", 1), ("deleted", 24)),
)
_FLOW: Final = ("1", "0")  # import, export


async def enter(actor: Actor, owner: UUID, calendar: Calendar) -> None:
    """Write them."""
    for turn in range(1, 365 // _EVERY):
        begun = calendar.at_work(calendar.end - timedelta(days=365 - _EVERY * turn))
        lives = _RESULTS if calendar.age(begun) > _OPEN_FOR else _OPEN
        await _one((LICENCE.name, f"XK{begun:%Y}{turn:06}"), owner, actor, _dated(lives, turn, begun, calendar))
        answer = (("refused", 3.0),) if turn % 8 == 0 else (("accepted", 2.0),)
        await _one((CONSIGNMENT.name, f"WT{begun:%Y}{turn:06}"), owner, actor, year.dated(answer, begun, calendar))
    for turn, steps in enumerate(_ON_THEIR_WAY):
        begun = calendar.at_work(calendar.end - timedelta(days=7 + turn))
        number = f"9002{begun:%Y}{_FLOW[turn % len(_FLOW)]}{900 + turn:09}"
        await _one((DECLARATION.name, number), owner, actor, year.dated(steps, begun, calendar))


def _dated(
    lives: Sequence[Sequence[tuple[str, float]]], turn: int, begun: datetime, calendar: Calendar
) -> list[year.Step]:
    return year.dated(lives[turn % len(lives)], begun, calendar)


async def _one(named: tuple[str, str], owner: UUID, actor: Actor, steps: Sequence[year.Step]) -> None:
    key = Key(*named)
    await documents.enter_many([Entry(key=key, enterprise_id=owner)])
    found = await documents.look_up([key])
    await year.live([(found[key].id, key.kind, actor, steps)])
    await year.date_back({found[key].id: steps[0][1]})
