"""创建原产地证: which types there are; and the three query pages."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from api import agreements, people
from api.certificates import listing, queries, schemas, showing
from api.certificates.page_schemas import Chooser, EditorAsked, EditorOut, Listed, TypesAsked
from api.certificates.routes.doors import Reader
from api.certificates.schemas import ItemOut
from api.masterdata import today
from api.paging import Page, page_of
from api.people import Actor
from api.query_pages import Search

router = APIRouter(prefix="/certificates")
Which = Annotated[Literal["preferential", "general", "voided"], Path(description="哪个查询页面", examples=["general"])]


@router.get("/types", summary="创建原产地证：证书类型", operation_id="choose_certificate_type")
async def choose_type(_actor: Reader, asked: Annotated[TypesAsked, Query()]) -> Chooser:
    """Return the tiles of the type chooser."""
    return showing.chooser_out(agreements.types(asked.authority, today()))


@router.get("/editor", summary="证书编辑页面", operation_id="describe_certificate_editor")
async def describe_editor(actor: Reader, asked: Annotated[EditorAsked, Query()]) -> EditorOut:
    """Return the editor of a certificate type in the manual's words: toolbar, tabs, boxes, hints, dialog."""
    rule = agreements.rule(asked.authority, asked.type_code, today())
    return showing.editor_out(rule, await _signatories(actor))


@router.get("/lists/{which}", summary="查询页面的按钮和列", operation_id="describe_certificate_list")
async def describe_list(which: Which, actor: Reader, asked: Annotated[TypesAsked, Query()]) -> Listed:
    """Return what a query page is called, with its conditions and what may be chosen there, its buttons and columns."""
    found = listing.LISTS[which]
    conditions = listing.conditions(asked.authority, which, await _signatories(actor))
    return Listed(
        title=found.title,
        heading=listing.HEADING,
        search=Search(conditions=conditions),
        hint=found.hint,
        buttons=list(found.buttons),
        columns=list(listing.COLUMNS),
        review_title=listing.REVIEW_TITLE,
        review_rule=listing.REVIEW_RULE,
    )


@router.get("", summary="证书申请查询", operation_id="list_certificates")
async def list_certificates(actor: Reader, asked: Annotated[schemas.Asked, Query()]) -> Page[ItemOut]:
    """Return one page of 优惠, 一般 or 作废原产地证查询, newest first."""
    items, total = await queries.page(actor, asked.wanted, asked.page, asked.size)
    rows = [showing.item_out(item, no) for no, item in enumerate(items, asked.offset + 1)]
    return page_of(rows, asked, total)


async def _signatories(actor: Actor) -> list[str]:
    """Return the names of 用户备案 that may sign (CO-42)."""
    return [each.name for each in await people.signatories(actor)] if actor.enterprise_id else []
