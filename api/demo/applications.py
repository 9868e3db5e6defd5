"""享惠受阻协调 of the demo's year in all states, filings of goods, and synchronisations with CCPIT."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from api import coordination, documents, filings
from api.coordination.models import Coordination
from api.datasync import SYNC
from api.datasync.models import SyncRow
from api.datasync.words import COMPANY_DONE, FAILED, products_done
from api.demo import year
from api.demo.calendar import Calendar
from api.demo.departures import Departure
from api.demo.tables import rows
from api.documents import MAIN, Move
from api.filings import AreaForm, FilingForm
from api.filings.models import FilingRow
from api.filings.store import approve, number_areas, open_areas
from api.people.actor import Actor

_DRAFTS: Final = 2
_EVERY: Final = 7  # one certificate in so many met an obstacle abroad
_LIVES: Final = (
    (),
    ("submit",),
    ("submit", "accepted", "completed"),
    ("submit", "returned"),
    ("submit", "withdraw"),
    ("submit", "accepted"),
    ("submit", "failed"),
    ("submit", "returned", "submit", "accepted", "completed"),
)
_AGREEMENTS: Final = {"E": "02", "RC": "22", "K": "19", "A": "18", "S": "17"}
_SYNCS: Final = (("company", 0, "success"), ("products", 24, "success"), ("products", 30, "failed"))


async def enter(actors: Sequence[Actor], left: Sequence[Departure], calendar: Calendar) -> None:
    """Write them."""
    linked = [each for each in left if each.is_linked]
    for turn, each in enumerate(linked[::_EVERY]):
        await _coordination(actors[turn % len(actors)], each, _LIVES[turn % len(_LIVES)], calendar)
    for turn, goods in enumerate(rows("goods")):
        await _filing(actors[0], goods["hs"], goods["name_zh"], goods["name_en"], turn, calendar)
    for turn, (kind, quantity, end) in enumerate(_SYNCS, 1):
        await _sync(actors[0], kind, quantity, end, turn, calendar)


async def _coordination(actor: Actor, about: Departure, steps: Sequence[str], calendar: Calendar) -> None:
    form = coordination.Form(
        type=about.paper.draft.authority,
        certificate_no=about.paper.draft.number,
        agreement_code=_AGREEMENTS.get(about.paper.draft.type_code, "02"),
        export_no=about.declaration,
        import_no=f"IM{about.declaration[-9:]}",
        contact=actor.name,
        phone="029-88888888",
        reason="进口国海关对证书签章有疑问，未给予协定税率，申请协调。",
    )
    begun = calendar.after(about.answered, 24 * 20)
    made = await coordination.save(actor, form)
    await year.begin(made.id, begun)
    dated = [(step, calendar.after(begun, 24 * n)) for n, step in enumerate(steps, 1)]
    await year.live([(made.id, made.kind, actor, dated)])
    sent = [at for step, at in dated if step == "submit"]
    dates = {"created_at": begun, "updated_at": begun, "submitted_at": sent[-1] if sent else None}
    await Coordination.filter(document_id=made.id).update(**dates, revision=len(sent))


async def _filing(actor: Actor, hs: str, name_zh: str, name_en: str, turn: int, calendar: Calendar) -> None:
    areas = ("S", "A") if turn % 2 else ("E",)
    form = FilingForm(
        hs_code=hs, name_zh=name_zh, name_en=name_en, process="见工艺说明", maker="陕西示例食品厂，西安市科技路18号",
        areas=[AreaForm(area=each, type_code="WO", type_text="完全获得") for each in areas], materials=[],
    )  # fmt: skip
    made = await filings.create(actor, form)
    begun = calendar.end - timedelta(days=300 - 20 * turn)
    await year.begin(made.id, begun)
    await FilingRow.filter(document_id=made.id).update(created_at=begun, updated_at=begun)
    if turn >= _DRAFTS:
        await _approved(actor, made.id, areas, turn, begun)


async def _approved(actor: Actor, document_id: UUID, areas: Sequence[str], turn: int, begun: datetime) -> None:
    """Let CCPIT approve a filing, area by area."""
    declared, answered = begun + timedelta(hours=2), begun + timedelta(days=2)
    ccpit = year.GATEWAYS["ccpit_certificate"]
    moves = [Move(document_id, "declare", actor, declared, axis) for axis in (MAIN, *areas)]
    moves += [Move(document_id, "approved", ccpit, answered, axis) for axis in areas]
    await documents.advance_many([*moves, Move(document_id, "settle_approved", ccpit, answered)])
    await open_areas(document_id, areas)
    await number_areas(document_id, {area: f"{begun:%y}{area}6101A0001/{turn:05}" for area in areas})
    await approve(document_id, areas)
    await FilingRow.filter(document_id=document_id).update(declared_at=declared)


async def _sync(actor: Actor, kind: str, quantity: int, end: str, turn: int, calendar: Calendar) -> None:
    at = calendar.end - timedelta(days=90 - 20 * turn)
    made = await documents.create(actor, SYNC.name, facts={"kind": kind})
    remark = FAILED[kind] if end == "failed" else COMPANY_DONE if kind == "company" else products_done(6)
    await SyncRow.create(
        document_id=made.id, enterprise_id=made.enterprise_id, kind=kind, requested_by=actor.person_id,
        login=actor.name, requested_at=at, updated_at=at, finished_at=at, quantity=quantity, known=6 if quantity else 0,
        remark=remark, changes=[], asks=1, ask_at=at,
    )  # fmt: skip
    await year.begin(made.id, at)
    await year.live([(made.id, made.kind, actor, [(end, at + timedelta(minutes=3))])])
