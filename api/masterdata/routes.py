"""基础资料 and code tables under /api/v1/masterdata."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from api import problems
from api.masterdata import codetables, parties, refusals, schemas, searching
from api.masterdata.parties import EDITORS, PartyKind
from api.paging import Page, page_of
from api.people import doors
from api.people.actor import Actor

router = APIRouter(prefix="/api/v1/masterdata", tags=["基础资料"], responses=problems.RESPONSES)
Anybody = Annotated[Actor, Depends(doors.actor)]
Member = Annotated[Actor, Depends(doors.member)]
Kind = Annotated[PartyKind, Path(description="出口商、进口商、生产商、特殊条款", examples=["exporter"])]
Table = Annotated[str, Path(max_length=32, description="代码表", examples=["country_customs"])]


@router.get("/codes", summary="代码表清单", operation_id="list_code_tables")
async def list_tables(_actor: Anybody) -> list[schemas.TableOut]:
    """Return the code tables; each code system has one of its own."""
    return [schemas.table_out(table) for table in codetables.tables()]


@router.get("/codes/{table}", summary="查代码", operation_id="search_codes")
async def search(table: Table, _actor: Anybody, asked: Annotated[schemas.AskedCodes, Query()]) -> list[schemas.CodeOut]:
    """Return rows by code, Chinese, English or pinyin initials, best first."""
    if table not in codetables.tables():
        raise refusals.no_table()
    return [schemas.code_out(row) for row in searching.search(table, asked.text, asked.limit, asked.on)]


@router.get("/editors", summary="基础资料页面说明", operation_id="list_party_editors")
async def list_editors(_actor: Anybody) -> list[schemas.EditorOut]:
    """Return the boxes, columns and hints of the four pages 出口商管理 进口商管理 生产商管理 特殊条款管理."""
    return [schemas.editor_out(kind) for kind in EDITORS]


@router.get("/parties/{kind}", summary="基础资料列表", operation_id="list_parties")
async def list_parties(
    kind: Kind, actor: Member, asked: Annotated[schemas.AskedParties, Query()]
) -> Page[schemas.PartyLine]:
    """Return the records of one's enterprise, newest first."""
    found, total = await parties.page(actor, kind, asked.text, asked.page, asked.size)
    items = [schemas.party_line(each, no) for no, each in enumerate(found, asked.offset + 1)]
    return page_of(items, asked, total)


@router.post("/parties/{kind}", status_code=201, summary="新增", operation_id="create_party")
async def create(kind: Kind, actor: Member, wish: schemas.PartyForm) -> schemas.PartyOut:
    """Save a new record; it needs no approval."""
    return schemas.party_out(await parties.create(actor, kind, wish.form))


@router.get("/parties/{kind}/{party_id}", summary="查看", operation_id="get_party")
async def get(kind: Kind, party_id: UUID, actor: Member) -> schemas.PartyOut:
    """Return one record."""
    return schemas.party_out(await parties.get(actor, kind, party_id))


@router.put("/parties/{kind}/{party_id}", summary="编辑", operation_id="update_party")
async def update(kind: Kind, party_id: UUID, actor: Member, wish: schemas.PartyForm) -> schemas.PartyOut:
    """Save a record again."""
    return schemas.party_out(await parties.update(actor, kind, party_id, wish.form))


@router.post("/parties/{kind}/deletion", summary="删除", operation_id="delete_parties")
async def delete(kind: Kind, actor: Member, wish: schemas.Deletion) -> schemas.Deleted:
    """Delete the chosen records, all or none."""
    return schemas.Deleted(deleted=await parties.delete(actor, kind, wish.ids))
