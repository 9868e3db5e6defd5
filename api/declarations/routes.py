"""报关单 under /api/v1/declarations: those that are followed here, and 出口报关单补录."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from api import documents, problems
from api.declarations import flow, schemas
from api.declarations.backfill import actions, queries
from api.declarations.form import BackfillFormOut, form_out
from api.declarations.kinds import DECLARATION
from api.declarations.schemas import (
    BackfillDetail,
    BackfillDone,
    BackfillOut,
    BackfillWish,
    CandidateOut,
    DeclarationDetail,
    DeclarationOut,
    LineOut,
)
from api.documents import Wanted
from api.documents.schemas import step_out
from api.paging import Page, page_of
from api.people import Actor, doors

router = APIRouter(prefix="/api/v1/declarations", tags=["出口报关单补录"], responses=problems.RESPONSES)
Reader = Annotated[Actor, Depends(doors.in_scope("read"))]
Writer = Annotated[Actor, Depends(doors.member)]
_STANDING = ("number", "status", "status_label", "status_at", "updated_at")  # what the register alone says
Certificate = Annotated[UUID, Path(description="证书标识", examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
DeclarationNo = Annotated[
    str, Path(min_length=1, max_length=64, description="报关单号", examples=["516620180668030045"])
]
Backfill = Annotated[UUID, Path(description="补录标识或证书标识", examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]


@router.get("", summary="报关单查询", operation_id="list_declarations")
async def list_declarations(
    actor: Reader, asked: Annotated[schemas.AskedDeclarations, Query()]
) -> Page[DeclarationOut]:
    """Return the declarations of one's enterprise that are followed here."""
    statuses = [asked.status] if asked.status else []
    wanted = Wanted(kinds=[DECLARATION.name], statuses=statuses, number=asked.number)
    found, total = await documents.page(actor, wanted, asked.page, asked.size)
    return page_of([_declaration(each) for each in found], asked, total)


@router.get("/backfills/candidates", summary="报关单号补录：可补录的证书", operation_id="list_backfill_candidates")
async def list_candidates(actor: Reader, asked: Annotated[schemas.AskedCandidates, Query()]) -> Page[CandidateOut]:
    """Return the approved certificates without a 补录, those waiting longest first (SUPP-07, SUPP-08)."""
    wanted = queries.WantedCandidates(**asked.model_dump(exclude={"page", "size"}))
    found, total = await queries.candidates(actor, wanted, asked.page, asked.size)
    return page_of([CandidateOut.model_validate(each, from_attributes=True) for each in found], asked, total)


@router.get("/backfills/form", summary="报关单号补录：界面用语", operation_id="backfill_form")
async def backfill_form(_actor: Reader) -> BackfillFormOut:
    """Return what the pages and the dialog say."""
    return form_out()


@router.get("/backfills", summary="补录信息查询", operation_id="list_backfills")
async def list_backfills(actor: Reader, asked: Annotated[schemas.AskedBackfills, Query()]) -> Page[BackfillOut]:
    """Return the back-fills of one's enterprise, newest first (SUPP-03)."""
    wanted = queries.Wanted(**asked.model_dump(exclude={"page", "size"}, exclude_none=True))
    found, total = await queries.page(actor, wanted, asked.page, asked.size)
    return page_of([BackfillOut.model_validate(each, from_attributes=True) for each in found], asked, total)


@router.get("/backfills/{backfill}", summary="补录详情", operation_id="get_backfill")
async def get_backfill(backfill: Backfill, actor: Reader) -> BackfillDetail:
    """Return one back-fill with its history (SUPP-16)."""
    return await _detail(actor, backfill)


@router.put("/backfills/{certificate}/draft", summary="暂存补录", operation_id="save_backfill")
async def save_backfill(certificate: Certificate, wish: BackfillWish, actor: Writer) -> BackfillDone:
    """Keep what the dialog holds, to be sent later."""
    made = await actions.save(actor, certificate, actions.Wish(**wish.model_dump()))
    return await _done(actor, made.id, "暂存成功。")


@router.post("/backfills/{certificate}", status_code=201, summary="提交补录", operation_id="submit_backfill")
async def submit_backfill(certificate: Certificate, wish: BackfillWish, actor: Writer) -> BackfillDone:
    """Send it to the authority (SUPP-15); numbers that look wrong must be confirmed."""
    made = await actions.submit(actor, certificate, actions.Wish(**wish.model_dump()))
    return await _done(actor, made.id, "已提交，等待海关接收。")


@router.get("/{number}", summary="报关单", operation_id="get_declaration")
async def get_declaration(number: DeclarationNo, actor: Reader) -> DeclarationDetail:
    """Return the declaration of that number, import or export, with what each of its receipts said."""
    found = await documents.find(actor, number, DECLARATION.name)
    history = [step_out(step) for step in await documents.history(actor, found.id)]
    return DeclarationDetail(**_declaration(found).model_dump(), history=history)


def _declaration(document: documents.Document) -> DeclarationOut:
    shown = _shown(document, DeclarationOut)
    return DeclarationOut(document_id=document.id, kind_label=flow.label_of(document.number), **shown)


async def _done(actor: Actor, document_id: UUID, sentence: str) -> BackfillDone:
    detail = await _detail(actor, document_id)
    return BackfillDone(sentence=sentence, backfill=BackfillOut(**detail.model_dump()))


async def _detail(actor: Actor, document_id: UUID) -> BackfillDetail:
    document, row = await queries.read(actor, document_id)
    own = set(BackfillOut.model_fields) - set(_STANDING)
    shown = {name: getattr(row, name) for name in own if hasattr(row, name)}
    history = [
        LineOut(step=line.step_label, status=line.status_label, note=line.note, at=line.occurred_at)
        for line in await documents.history(actor, document.id)
    ]
    return BackfillDetail(**shown, **_shown(document, BackfillOut), history=history)


def _shown(document: documents.Document, schema: type[BackfillOut | DeclarationOut]) -> dict[str, object]:
    return {name: getattr(document, name) for name in _STANDING if name in schema.model_fields}
