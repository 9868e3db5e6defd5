"""商品备案 under /api/v1/filings."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api import documents, problems
from api.filings import actions, checking, pages, queries, schemas
from api.filings.schemas import FilingOut
from api.paging import Page, page_of
from api.people import doors
from api.people.actor import Actor

router = APIRouter(prefix="/api/v1/filings", tags=["商品备案"], responses=problems.RESPONSES)
Member = Annotated[Actor, Depends(doors.member)]


@router.get("", summary="商品备案查询", operation_id="list_filings")
async def list_filings(actor: Member, asked: Annotated[schemas.Asked, Query()]) -> Page[schemas.FilingLine]:
    """Return the filings of one's enterprise, newest first."""
    rows, total = await queries.page(actor, asked.wanted(), asked.page, asked.size)
    said = await documents.last_words([row["document_id"] for row in rows])
    numbered = enumerate(rows, asked.offset + 1)
    items = [schemas.filing_line(row, no, said.get(row["document_id"], {})) for no, row in numbered]
    return page_of(items, asked, total)


@router.post("", status_code=201, summary="保存（新建）", operation_id="create_filing")
async def create(actor: Member, wish: schemas.NewFiling) -> FilingOut:
    """Save a new draft, complete or not."""
    return schemas.filing_out(await actions.create(actor, wish.form))


@router.get("/choices", summary="商品备案页面说明", operation_id="filing_choices")
async def choices(_actor: Member) -> pages.Choices:
    """Return areas, statuses, columns and hints."""
    return pages.choices()


@router.get("/goods", summary="已备案商品", operation_id="list_filed_goods")
async def goods(actor: Member, asked: Annotated[schemas.AskedGoods, Query()]) -> Page[schemas.GoodsLine]:
    """Return the goods approved for an area: those a preferential certificate may name."""
    found, total = await queries.approved(actor, asked.area, asked.text, asked.page, asked.size)
    items = [
        schemas.GoodsLine(
            no=no, document_id=each.document_id, filing_no=each.filing_no, hs_code=each.hs_code, name_en=each.name_en
        )
        for no, each in enumerate(found, asked.offset + 1)
    ]
    return page_of(items, asked, total)


@router.get("/{filing_id}", summary="商品备案信息", operation_id="get_filing")
async def get(filing_id: UUID, actor: Member) -> FilingOut:
    """Return one filing with the standing of each area."""
    return schemas.filing_out(await queries.read(actor, filing_id))


@router.put("/{filing_id}", summary="保存", operation_id="save_filing")
async def save(filing_id: UUID, actor: Member, wish: schemas.SavedFiling) -> FilingOut:
    """Save a draft again, complete or not."""
    return schemas.filing_out(await actions.save(actor, filing_id, wish.form, wish.revision))


@router.delete("/{filing_id}", status_code=204, summary="删除", operation_id="delete_filing")
async def delete(filing_id: UUID, actor: Member) -> None:
    """Delete what the authority has not taken."""
    await actions.delete(actor, filing_id)


@router.post("/{filing_id}/copy", status_code=201, summary="复制", operation_id="copy_filing")
async def copy(filing_id: UUID, actor: Member) -> FilingOut:
    """Begin a new draft with the same form."""
    return schemas.filing_out(await actions.copy(actor, filing_id))


@router.get("/{filing_id}/check", summary="申报前检查", operation_id="check_filing")
async def check(filing_id: UUID, actor: Member) -> list[schemas.FindingOut]:
    """Return all that is wrong or doubtful; only what is wrong stops 申报."""
    filing = await queries.read(actor, filing_id)
    return [schemas.finding_out(each) for each in checking.check(filing.form)]


@router.post("/{filing_id}/declaration", summary="申报", operation_id="declare_filing")
async def declare(filing_id: UUID, actor: Member) -> FilingOut:
    """Send a filing to CCPIT; all faults are told at once, and the draft stays."""
    return schemas.filing_out(await actions.declare(actor, filing_id))


@router.get("/{filing_id}/history", summary="审核详情", operation_id="filing_history")
async def history(filing_id: UUID, actor: Member) -> list[schemas.StepOut]:
    """Return every step of a filing and of its areas, oldest first, with the authority's reasons."""
    filing = await queries.read(actor, filing_id)
    return [schemas.step_out(step) for step in await documents.history(actor, filing.id)]
