"""享惠受阻协调 of the demo's year, of all types and in all states."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from api import coordination
from api.coordination.models import Coordination
from api.coordination.vocabulary import Slot
from api.demo import scans, year
from api.demo.calendar import Calendar, stored
from api.demo.departures import Departure
from api.people.actor import Actor

_Later = tuple[str, float]  # a step, and how many hours after the one before
_EVERY: Final = 7  # one certificate in so many met an obstacle abroad; of the last weeks' ones, every second
_OPEN_FOR: Final = 75  # days after which every application has ended
_APART: Final = 2  # days between two of those that are open: the last weeks' goods have just reached their port
_DAY: Final = 24.0
_SUBMIT: Final = ("submit", 3.0)
_TAKEN: Final = ("accepted", _DAY)
_ENDED: Final[tuple[Sequence[_Later], ...]] = (
    (_SUBMIT, _TAKEN, ("completed", 6 * _DAY)),
    (_SUBMIT, _TAKEN, ("returned", 3 * _DAY), ("submit", 8.0), ("accepted", _DAY), ("completed", 5 * _DAY)),
    (_SUBMIT, ("withdraw", 5.0)),
    (_SUBMIT, ("failed", 2.0), ("submit", 4.0), _TAKEN, ("completed", 9 * _DAY)),
)
_OPEN: Final[tuple[Sequence[_Later], ...]] = (
    (),
    (_SUBMIT,),
    (_SUBMIT, _TAKEN),
    (_SUBMIT, ("returned", 2 * _DAY)),
    (_SUBMIT, ("failed", 2.0)),
    (_SUBMIT, ("withdraw", 5.0)),
)
_AGREEMENTS: Final = {"E": "02", "RC": "22", "K": "19", "A": "18", "S": "17"}
_STATEMENTS: Final = {3: ("approved_exporter", "22"), 6: ("ruling", "17")}  # by turn: no certificate, a statement
_REASONS: Final = (
    "进口国海关对证书签章有疑问，未给予协定税率，申请协调。",
    "进口国海关认为HS编码归类与进口申报不一致，要求补充说明。",
    "证书电子数据未传输到进口国海关，货物滞港，申请协调。",
    "进口国海关要求核查原产地标准，暂按最惠国税率征税。",
)


async def enter(
    actors: Sequence[Actor], left: Sequence[Departure], calendar: Calendar, papers: Mapping[Slot, UUID]
) -> None:
    """Write them, those of the last weeks still open; every second one fills two of its slots only."""
    linked = [each for each in left if each.is_linked]
    old = [each for each in linked if calendar.age(each.answered) > _OPEN_FOR][::_EVERY]
    young = [each for each in linked if calendar.age(each.answered) <= _OPEN_FOR][::2]
    ended = [(each, calendar.after(each.answered, 5 * _DAY), _in_turn(_ENDED, turn)) for turn, each in enumerate(old)]
    open_ = [
        (each, _of_late(each, len(young) - turn, calendar), _in_turn(_OPEN, turn)) for turn, each in enumerate(young)
    ]
    for turn, (about, begun, steps) in [*enumerate(ended), *enumerate(open_)]:
        actor = actors[turn % len(actors)]
        made = await _one(actor, _form(actor, about, turn), begun, year.dated(steps, begun, calendar))
        chosen = dict(list(papers.items())[: len(papers) if turn % 2 else 2])
        await scans.attach(actor, made, chosen, begun)


def _in_turn(lives: Sequence[Sequence[_Later]], turn: int) -> Sequence[_Later]:
    return lives[turn % len(lives)]


def _of_late(about: Departure, left: int, calendar: Calendar) -> datetime:
    """Return when one of the open ones was begun, of which so many are left with itself."""
    return max(calendar.after(about.answered, _DAY), calendar.at_work(calendar.end - timedelta(days=_APART * left)))


async def _one(actor: Actor, form: coordination.Form, begun: datetime, lived: Sequence[year.Step]) -> UUID:
    made = await coordination.save(actor, form)
    await year.begin(made.id, begun)
    await year.live([(made.id, made.kind, actor, lived)])
    sent = [stored(at) for step, at in lived if step == "submit"]
    at = stored(begun)
    dates: dict[str, Any] = {"created_at": at, "updated_at": at, "submitted_at": sent[-1] if sent else None}
    await Coordination.filter(document_id=made.id).update(**dates, revision=len(sent))
    return made.id


def _form(actor: Actor, about: Departure, turn: int) -> coordination.Form:
    paper = about.paper.draft
    kind, agreement = _STATEMENTS.get(turn, (paper.authority, _AGREEMENTS.get(paper.type_code, "02")))
    number = f"CN{about.typed:%Y}-{turn:04}" if turn in _STATEMENTS else paper.number
    return coordination.Form(
        type=kind,  # type: ignore[arg-type]  # both tables hold types alone
        certificate_no=number,
        agreement_code=agreement,
        export_no=about.declaration,
        import_no=f"IM{(about.typed + timedelta(days=20)):%y%m}-{about.declaration[-6:]}",
        contact=actor.name,
        phone="029-88888888",
        reason=_REASONS[turn % len(_REASONS)],
    )
