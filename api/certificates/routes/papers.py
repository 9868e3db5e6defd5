"""佐证材料, 图片唛头, and boxes filled by 选择."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from api.certificates import actions, papers, picking, schemas, showing
from api.certificates.routes.doors import Id, Reader, Writer
from api.certificates.schemas import CertificateOut, PaperOut, ProcessingOut

router = APIRouter(prefix="/certificates")
Slot = Annotated[Literal["1", "2", "3", "4", "5", "6", "7", "15", "mark"], Path(description="附件类型", examples=["1"])]
FileId = Annotated[UUID, Path(description="文件标识", examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506174"])]


@router.get("/{certificate_id}/papers", summary="佐证材料", operation_id="list_certificate_papers")
async def list_papers(certificate_id: Id, actor: Reader) -> list[PaperOut]:
    """Return the supporting files and the picture mark."""
    return showing.papers_out(await papers.of(actor, certificate_id))


@router.post(
    "/{certificate_id}/papers", status_code=201, summary="上传佐证材料", operation_id="attach_certificate_paper"
)
async def attach(certificate_id: Id, wish: schemas.Attaching, actor: Writer) -> list[PaperOut]:
    """Put an uploaded file into a slot: a supporting paper, or the picture mark."""
    return showing.papers_out(await actions.attach(actor, certificate_id, wish.slot, wish.file_id))


@router.delete(
    "/{certificate_id}/papers/{slot}/{file_id}",
    status_code=204,
    summary="移除佐证材料",
    operation_id="detach_certificate_paper",
)
async def detach(certificate_id: Id, slot: Slot, file_id: FileId, actor: Writer) -> Response:
    """Take a file out of its slot."""
    await papers.detach(actor, certificate_id, slot, file_id)
    return Response(status_code=204)


@router.post("/{certificate_id}/pick", summary="选择出口商、进口商、生产商、特殊条款", operation_id="pick_party")
async def pick(certificate_id: Id, wish: schemas.Picking, actor: Writer) -> CertificateOut:
    """Fill a box from a partner or clause that the enterprise keeps."""
    return await showing.certificate_out(await picking.pick(actor, certificate_id, wish.kind, wish.party_id))


@router.get("/{certificate_id}/processing", summary="加工工序：内容和上次一样", operation_id="processing_before")
async def processing_before(
    certificate_id: Id, actor: Writer, asked: Annotated[schemas.ProcessingAsked, Query()]
) -> ProcessingOut:
    """Return 加工工序 as it was declared last for goods of this heading."""
    found = await picking.processing_before(actor, certificate_id, asked.hs_code)
    return ProcessingOut(found=found is not None, processing=found)
