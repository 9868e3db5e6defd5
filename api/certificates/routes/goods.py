"""商品信息: one line at a time, or the whole grid."""

from typing import Annotated

from fastapi import APIRouter, Body, Response

from api.certificates import examples, goods, schemas, showing
from api.certificates.forms import GoodsForm
from api.certificates.routes.doors import Id, LineId, Writer
from api.certificates.schemas import CertificateOut, LineOut

router = APIRouter(prefix="/certificates")
LineForm = Annotated[GoodsForm, Body(examples=[examples.GOODS])]


@router.post("/{certificate_id}/goods", status_code=201, summary="新增商品", operation_id="add_goods")
async def add(certificate_id: Id, form: LineForm, actor: Writer) -> LineOut:
    """Add a line behind the others; refused until 基本信息 was saved once."""
    return showing.line_out(await goods.add(actor, certificate_id, form))


@router.put("/{certificate_id}/goods", summary="保存全部商品", operation_id="save_all_goods")
async def save_all(certificate_id: Id, saved: schemas.GridSaved, actor: Writer) -> CertificateOut:
    """Store the whole grid in place of the lines before."""
    return await showing.certificate_out(await goods.replace_all(actor, certificate_id, saved.lines, saved.revision))


@router.put("/{certificate_id}/goods/{line_id}", summary="保存商品", operation_id="save_goods")
async def save(certificate_id: Id, line_id: LineId, form: LineForm, actor: Writer) -> LineOut:
    """Store one line, complete or not."""
    return showing.line_out(await goods.save(actor, certificate_id, line_id, form))


@router.post("/{certificate_id}/goods/{line_id}/copy", status_code=201, summary="复制商品", operation_id="copy_goods")
async def copy(certificate_id: Id, line_id: LineId, actor: Writer) -> LineOut:
    """Add the same line once more."""
    return showing.line_out(await goods.copy(actor, certificate_id, line_id))


@router.delete("/{certificate_id}/goods/{line_id}", status_code=204, summary="删除商品", operation_id="delete_goods")
async def delete(certificate_id: Id, line_id: LineId, actor: Writer) -> Response:
    """Remove one line; those behind it move up."""
    await goods.delete(actor, certificate_id, line_id)
    return Response(status_code=204)
