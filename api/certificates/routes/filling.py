"""新建, 基本信息, 复制, 删除; the route and the supporting papers."""

from fastapi import APIRouter, Response

from api.certificates import drafting, queries, routing, schemas, showing
from api.certificates.routes.doors import Id, Reader, Writer
from api.certificates.schemas import CertificateOut, Route

router = APIRouter(prefix="/certificates")


@router.post("", status_code=201, summary="新建证书", operation_id="begin_certificate")
async def begin(wish: schemas.Beginning, actor: Writer) -> CertificateOut:
    """Begin a draft with what the house knows filled in; goods wait until 基本信息 was saved once."""
    return await showing.certificate_out(await drafting.begin(actor, wish.authority, wish.type_code, wish.category))


@router.post("/route", summary="生成运输路线", operation_id="make_route")
async def make_route(asked: schemas.RouteAsked, _actor: Reader) -> Route:
    """Return the route of these ports in the manual's pattern; it may be edited afterwards."""
    text = routing.route(asked.load_port, asked.unload_port, asked.trans_port, asked.trans_means)
    return Route(text=text, rule=routing.RULE, hint=f"{routing.HINT}。{routing.PORT_HINT}。")


@router.get("/{certificate_id}", summary="证书详情", operation_id="get_certificate")
async def get(certificate_id: Id, actor: Reader) -> CertificateOut:
    """Return a certificate with its forms."""
    return await showing.certificate_out(await queries.read(actor, certificate_id))


@router.put("/{certificate_id}/basic", summary="保存基本信息", operation_id="save_basic")
async def save_basic(certificate_id: Id, saved: schemas.BasicSaved, actor: Writer) -> CertificateOut:
    """Store 基本信息, complete or not."""
    return await showing.certificate_out(await drafting.save_basic(actor, certificate_id, saved.form, saved.revision))


@router.post("/{certificate_id}/copy", status_code=201, summary="复制证书", operation_id="copy_certificate")
async def copy(certificate_id: Id, actor: Writer) -> CertificateOut:
    """Begin another certificate like this one, with today's dates and without invoice and declaration numbers."""
    return await showing.certificate_out(await drafting.copy(actor, certificate_id))


@router.delete("/{certificate_id}", status_code=204, summary="删除证书", operation_id="delete_certificate")
async def delete(certificate_id: Id, actor: Writer) -> Response:
    """Take a draft out of the lists."""
    await drafting.remove(actor, certificate_id)
    return Response(status_code=204)
