"""单证 under /api/v1/documents: one search over every kind, open work, and each document's journal."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from api import problems
from api.documents import queries, schemas, searching, todos
from api.documents.schemas import DocumentOut, HitOut, StepOut, TodoListOut, TodoOut
from api.paging import Page, page_of
from api.people import Actor, doors

router = APIRouter(prefix="/api/v1/documents", tags=["单证"], responses=problems.RESPONSES)
Reader = Annotated[Actor, Depends(doors.in_scope("read"))]
Writer = Annotated[Actor, Depends(doors.member)]
One = Annotated[UUID, Path(description="单证标识", examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
Todos = Annotated[schemas.TodoName, Path(description="待办清单", examples=["backfill"])]
Text = Annotated[
    str, Query(min_length=1, max_length=64, description="任何编号或其开头，至少三个字符", examples=["2F47S93D"])
]


@router.get("", summary="单证查询", operation_id="list_documents")
async def list_all(actor: Reader, asked: Annotated[schemas.Asked, Query()]) -> Page[DocumentOut]:
    """Return the documents of one's enterprise, newest first."""
    wanted = queries.Wanted(**asked.model_dump(exclude={"page", "size"}))
    found, total = await queries.page(actor, wanted, asked.page, asked.size)
    return page_of([schemas.document_out(each) for each in found], asked, total)


@router.get("/search", summary="按任何编号查找", operation_id="search_documents")
async def search(actor: Reader, text: Text) -> list[HitOut]:
    """Return what goes by that number: certificate, invoice, contract, filing, coordination, declaration."""
    return [schemas.hit_out(hit) for hit in await searching.search(actor, text)]


@router.get("/todo", summary="待办", operation_id="list_todo")
async def list_todo(actor: Reader) -> list[TodoListOut]:
    """Return 待打印, 待补录, 待办 and 待修改: how many, how many of them late, and those that wait longest."""
    return [schemas.todo_list_out(each) for each in await todos.todo(actor)]


@router.get("/todo/{name}", summary="待办清单", operation_id="list_todo_documents")
async def list_todo_documents(
    actor: Reader, name: Todos, asked: Annotated[schemas.AskedTodo, Query()]
) -> Page[TodoOut]:
    """Return one list of open work, the longest waiting first."""
    found, total = await todos.todo_page(actor, name, overdue=asked.overdue, page=asked.page, size=asked.size)
    return page_of([schemas.todo_out(each) for each in found], asked, total)


@router.delete("/todo/{name}/{document_id}", summary="标记为已办", operation_id="tick_off_todo")
async def tick_off(actor: Writer, name: Todos, document_id: One) -> DocumentOut:
    """Tick a document off, where people do so by hand (待打印)."""
    return schemas.document_out(await todos.tick_off(actor, document_id, name))


@router.get("/{document_id}", summary="单证", operation_id="get_document")
async def get(document_id: One, actor: Reader) -> DocumentOut:
    """Return one document."""
    return schemas.document_out(await queries.get(actor, document_id))


@router.get("/{document_id}/journal", summary="单证日志", operation_id="document_journal")
async def journal(document_id: One, actor: Reader) -> list[StepOut]:
    """Return every step of one document, oldest first."""
    return [schemas.step_out(each) for each in await queries.history(actor, document_id)]
