"""What the demo's enterprise had to do with CCPIT: 商品备案 in all states, and a year of 数据同步."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from api import documents, filings
from api.datasync import SYNC
from api.datasync.models import SyncRow
from api.datasync.words import COMPANY_DONE, FAILED, products_done
from api.demo import year
from api.demo.calendar import Calendar, stored
from api.demo.tables import rows
from api.documents import MAIN, Begun, Move
from api.filings import AreaForm, FilingForm
from api.filings.models import FilingRow
from api.filings.store import approve, number_areas, open_areas
from api.people.actor import Actor

_CODE: Final = "6101A0001"
_DAY: Final = 24.0
_ROUNDS: Final = 2  # each of the goods was filed for some areas, and later for others
_AREAS: Final = (("E",), ("S", "A"), ("R",), ("N", "E"))
_APPROVED: Final = (("received", 2.0), ("pending_review", 6.0), ("approved", 2 * _DAY))
_LATEST: Final[tuple[Sequence[tuple[str, float]], ...]] = (  # of the last filings, one in every state
    (),
    (("declare", 1.0),),
    (("declare", 1.0), ("received", 2.0)),
    (("declare", 1.0), ("received", 2.0), ("pending_review", 6.0)),
    (("declare", 1.0), ("received", 2.0), ("returned", 2 * _DAY)),
    (("declare", 1.0), ("failed", 1.0)),
    (("declare", 1.0), ("received", 2.0), ("partly", 2 * _DAY)),
)
# kind, days ago, products, how it ended; the last but one took four days, as the manual's own sample did (SYNC-24)
_SYNCS: Final = (
    ("company", 350, 1, "success"), ("products", 350, 4, "success"), ("products", 310, 4, "success"),
    ("company", 280, 0, "failed"), ("company", 279, 1, "success"), ("products", 240, 5, "success"),
    ("products", 190, 0, "failed"), ("products", 189, 5, "success"), ("company", 150, 1, "success"),
    ("products", 110, 6, "success"), ("products", 60, 6, "success"), ("company", 12, 1, "success"),
    ("products", 5, 0, "failed"), ("company", 0, 0, ""),
)  # fmt: skip
_FOUR_DAYS: Final = 11  # that one's turn
_ANSWERED: Final = 0.2  # hours
_ASKED_AGAIN: Final = timedelta(minutes=3)  # from now: whoever runs the demo sees 同步中 become 同步成功


async def enter(actor: Actor, owner: UUID, calendar: Calendar) -> None:
    """Write them."""
    goods = list(rows("goods")) * _ROUNDS
    for turn, one in enumerate(goods):
        left = len(goods) - turn
        steps = _LATEST[left - 1] if left <= len(_LATEST) else (("declare", 1.0), *_APPROVED)
        begun = calendar.at_work(calendar.end - timedelta(days=_age(left)))
        areas = ("S", "A") if any(step == "partly" for step, _ in steps) else _AREAS[turn % len(_AREAS)]
        await _filing(actor, _form(one["hs"], (one["name_zh"], one["name_en"]), areas), begun, (steps, calendar))
    await _syncs(actor, owner, calendar)


def _age(left: int) -> int:
    """Return how many days ago a filing was begun, of which so many are left with itself: the open ones of late."""
    closed = left - len(_LATEST)
    return 30 + 36 * (closed - 1) if closed > 0 else 2 + 3 * (left - 1)


def _form(hs: str, names: tuple[str, str], areas: Sequence[str]) -> FilingForm:
    zh, en = names
    return FilingForm(
        hs_code=hs, name_zh=zh, name_en=en, process="见工艺说明", maker="陕西示例食品厂，西安市科技路18号",
        areas=[AreaForm(area=each, type_code="WO", type_text="完全获得") for each in areas], materials=[],
    )  # fmt: skip


async def _filing(
    actor: Actor, form: FilingForm, begun: datetime, life: tuple[Sequence[tuple[str, float]], Calendar]
) -> None:
    made = await filings.create(actor, form)
    await year.begin(made.id, begun)
    lived = year.dated(life[0], begun, life[1])
    areas = [each.area for each in form.areas]
    if lived:
        await open_areas(made.id, areas)
    for step, at in lived:
        await documents.advance_many(list(_moves(made.id, areas, step, (actor, at))))
    granted = {"approved": areas, "partly": areas[:1]}.get(lived[-1][0] if lived else "", [])
    serial = made.number[-4:]
    await number_areas(made.id, {area: f"{begun:%y}{area}{_CODE}/{begun:%m}{serial[-3:]}" for area in granted})
    await approve(made.id, granted)
    at, declared = stored(begun), stored(lived[0][1]) if lived else None
    await FilingRow.filter(document_id=made.id).update(created_at=at, updated_at=at, declared_at=declared)


def _moves(document_id: UUID, areas: Sequence[str], step: str, by: tuple[Actor, datetime]) -> Iterator[Move]:
    """Yield what a step is for each area, and for the whole."""
    actor, at = by
    if step == "declare":
        yield from (Move(document_id, step, actor, at, axis) for axis in (MAIN, *areas))
        return
    ccpit, note = year.GATEWAYS["ccpit_certificate"], year.NOTES.get(step, "")
    told = ("approved", "returned") if step == "partly" else (step,) * len(areas)
    for area, result in zip(areas, told, strict=True):
        yield Move(document_id, result, ccpit, at, area, note=note)
    whole = step if step in {"received", "pending_review"} else f"settle_{step}"
    yield Move(document_id, whole, ccpit, at, note=note)


async def _syncs(actor: Actor, owner: UUID, calendar: Calendar) -> None:
    begun = [calendar.at_work(calendar.end - timedelta(days=each[1])) for each in _SYNCS]
    drafts = [
        Begun(number=f"TB{at:%y%m%d}{turn:06}", at=at, facts={"sync": each[0]})
        for turn, (each, at) in enumerate(zip(_SYNCS, begun, strict=True), 1)
    ]
    await documents.create_many(actor, SYNC.name, drafts)
    known, found = 0, []
    for turn, (each, draft) in enumerate(zip(_SYNCS, drafts, strict=True)):
        done = calendar.after(draft.at, 4 * _DAY if turn == _FOUR_DAYS else _ANSWERED)
        row = _row(actor, owner, (draft, done), (each, known))
        found.append(row if each[3] else _unanswered(row, calendar.end + _ASKED_AGAIN))
        await year.live([(draft.id, SYNC.name, actor, [(each[3], done)] if each[3] else [])])
        known = each[2] if each[0] == "products" and each[2] else known
    await SyncRow.bulk_create(found)


def _row(
    actor: Actor, owner: UUID, when: tuple[Begun, datetime], what: tuple[tuple[str, int, int, str], int]
) -> SyncRow:
    (draft, at), ((kind, _days, quantity, end), before) = when, what
    done = stored(at)
    known = before if kind == "products" and end == "success" else 0
    remark = FAILED[kind] if end == "failed" else COMPANY_DONE if kind == "company" else products_done(known)
    return SyncRow(
        document_id=draft.id, enterprise_id=owner, kind=kind, requested_by=actor.person_id, login="gaoyongxin",
        requested_at=stored(draft.at), updated_at=done, finished_at=done, quantity=quantity, known=known, remark=remark,
        changes=[], asks=1, ask_at=done,
    )  # fmt: skip


def _unanswered(row: SyncRow, ask_at: datetime) -> SyncRow:
    """Return the same as it stands while CCPIT is silent."""
    return row.update_from_dict({"finished_at": None, "updated_at": row.requested_at, "remark": "", "ask_at": ask_at})
