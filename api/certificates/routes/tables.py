"""导入 and 导出: lists and whole certificates as workbooks, certificates and goods from files, the message itself."""

import asyncio
import io
from collections.abc import Callable
from typing import IO, Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from api.certificates import excel, importing, listing, queries, schemas, showing, xml
from api.certificates.excel.workbook import MEDIA_TYPE
from api.certificates.importing import refusals
from api.certificates.importing.schemas import GoodsImporting, Importing, ImportOut, import_out
from api.certificates.routes.doors import Id, Reader, Writer
from api.certificates.schemas import CertificateOut
from api.files.names import disposition

router = APIRouter(prefix="/certificates")
MOST_ROWS: Final = 10_000  # of a list
MOST_WHOLE: Final = 500  # certificates at once; the command line takes any number
_XML: Final = "application/xml"
_TABLE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "Excel 表格", "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}
_MESSAGE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "报文", "content": {_XML: {"schema": {"type": "string"}}}}
}


@router.get(
    "/tables/list", summary="导出查询列表", operation_id="export_list", responses=_TABLE, response_class=Response
)
async def export_list(actor: Reader, asked: Annotated[schemas.Asked, Query()]) -> Response:
    """Return the rows of a query page as a workbook, newest first, ten thousand at most; no cell is ever a formula."""
    items, _ = await queries.page(actor, asked.wanted, 1, MOST_ROWS)
    title = listing.LISTS[asked.list].title
    return await _workbook(title, lambda file: excel.export_list(file, title, items))


@router.get(
    "/tables/whole", summary="导出证书", operation_id="export_certificates", responses=_TABLE, response_class=Response
)
async def export_whole(actor: Reader, asked: Annotated[schemas.Asked, Query()]) -> Response:
    """Return whole certificates with their goods as a workbook that can be imported again."""
    items, total = await queries.page(actor, asked.wanted, 1, MOST_WHOLE)
    if total > MOST_WHOLE:
        raise refusals.too_many(MOST_WHOLE)
    found = [await queries.read(actor, item.document_id) for item in items]
    return await _workbook("原产地证", lambda file: excel.export(file, found))


@router.get(
    "/tables/template",
    summary="下载导入模板",
    operation_id="import_template",
    responses=_TABLE,
    response_class=Response,
)
async def template(_actor: Reader) -> Response:
    """Return the empty table with the name of every box."""
    return await _workbook("原产地证导入模板", excel.template)


@router.post("/imports", summary="导入证书", operation_id="import_certificates")
async def import_certificates(wish: Importing, actor: Writer) -> ImportOut:
    """Take in an uploaded workbook or message: good ones as drafts, bad ones with reasons, known ones not again."""
    return import_out(await importing.take_file(actor, wish.file_id, wish.authority, MOST_WHOLE))


@router.post("/{certificate_id}/goods/import", summary="从Excel导入商品", operation_id="import_goods")
async def import_goods(certificate_id: Id, wish: GoodsImporting, actor: Writer) -> CertificateOut:
    """Put the goods of an uploaded workbook behind those of the certificate, or in their place."""
    found = await importing.take_goods(actor, certificate_id, wish.file_id, replace=wish.replace)
    return await showing.certificate_out(found)


@router.get(
    "/{certificate_id}/message",
    summary="下载海关报文",
    operation_id="get_certificate_message",
    responses=_MESSAGE,
    response_class=Response,
)
async def message(certificate_id: Id, actor: Reader) -> Response:
    """Return the certificate as the customs' message, not submitted."""
    found = await queries.read(actor, certificate_id)
    headers = {"Content-Disposition": disposition(f"{found.number}.xml")}
    return Response(xml.write(found, submitted=False), media_type=_XML, headers=headers)


async def _workbook(name: str, write: Callable[[IO[bytes]], object]) -> Response:
    file = io.BytesIO()
    await asyncio.to_thread(write, file)
    headers = {"Content-Disposition": disposition(f"{name}.xlsx")}
    return Response(file.getvalue(), media_type=MEDIA_TYPE, headers=headers)
