"""申报前体检, 申报, 改证重发, 作废, 预览, 审核回执查询."""

from typing import Any, Final

from fastapi import APIRouter, Response

from api import documents
from api.certificates import actions, checking, picture, preview, queries, schemas, showing
from api.certificates.certificate import Category
from api.certificates.routes.doors import Id, Reader, Writer
from api.certificates.schemas import CertificateOut, CheckOut, PrintedBoxOut, ReceiptOut

router = APIRouter(prefix="/certificates")
_PNG: Final = "image/png"
_PICTURE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "预览图，宽 1080 像素", "content": {_PNG: {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get("/{certificate_id}/check", summary="申报前体检", operation_id="check_certificate")
async def check(certificate_id: Id, actor: Reader) -> CheckOut:
    """Examine the certificate as it stands: each finding with its box, its severity, a sentence and what to do."""
    return showing.check_out(await checking.check(actor, await queries.read(actor, certificate_id)))


@router.post("/{certificate_id}/declaration", summary="申报", operation_id="declare_certificate")
async def declare(certificate_id: Id, actor: Writer) -> CertificateOut:
    """Check, number and send the certificate; what is refused stays a draft, whole."""
    return await showing.certificate_out(await actions.declare(actor, certificate_id))


@router.post("/{certificate_id}/reissue", status_code=201, summary="改证重发", operation_id="reissue_certificate")
async def reissue(certificate_id: Id, wish: schemas.Reissue, actor: Writer) -> CertificateOut:
    """Begin the certificate that will replace an issued one."""
    return await showing.certificate_out(
        await actions.reissue(actor, certificate_id, Category(wish.category), wish.reason)
    )


@router.post("/{certificate_id}/change", summary="生成更改前后情况", operation_id="describe_change")
async def describe_change(certificate_id: Id, actor: Writer) -> CertificateOut:
    """Write down what differs from the replaced certificate: 更改栏目, 更改前, 更改后."""
    return await showing.certificate_out(await actions.describe_change(actor, certificate_id))


@router.post("/{certificate_id}/void", summary="作废", operation_id="void_certificate")
async def void(certificate_id: Id, wish: schemas.Voiding, actor: Writer) -> CertificateOut:
    """Void an issued certificate in this house: followers hear of it, no authority does; `advice` says what is left.

    Neither the customs nor CCPIT publish a message for it: the original is to be handed back at the office.
    """
    return await showing.certificate_out(await actions.void(actor, certificate_id, wish.reason))


@router.get("/{certificate_id}/preview", summary="预览", operation_id="preview_certificate")
async def preview_boxes(certificate_id: Id, actor: Reader) -> list[PrintedBoxOut]:
    """Return what will stand in which box of the paper."""
    found = preview.printed(await queries.read(actor, certificate_id))
    return [PrintedBoxOut.model_validate(each) for each in found]


@router.get(
    "/{certificate_id}/preview.png",
    summary="预览图",
    operation_id="draw_certificate",
    responses=_PICTURE,
    response_class=Response,
)
async def preview_picture(certificate_id: Id, actor: Reader) -> Response:
    """Return the boxes of the paper as a picture for a phone, marked as no certificate; 503 where none is drawn."""
    found = await queries.read(actor, certificate_id)
    return Response(await picture.draw(found), media_type=_PNG)


@router.get("/{certificate_id}/receipts", summary="审核回执查询", operation_id="list_certificate_receipts")
async def receipts(certificate_id: Id, actor: Reader) -> list[ReceiptOut]:
    """Return every step of the certificate, oldest first."""
    found = await queries.read(actor, certificate_id)
    steps = await documents.history(actor, found.id)
    return [ReceiptOut.model_validate(each, from_attributes=True) for each in steps if not each.axis]
