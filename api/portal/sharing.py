"""副本 of an issued certificate as a picture to save or to send on (ux.md M18); whose it is not finds nothing."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api import certificates, documents
from api.certificates import Certificate
from api.documents import Document
from api.people.actor import Actor
from api.portal.rendering import refused
from api.portal.visiting import Visitor, to_sign_in
from kit.refusals import Kind, Refusal, unknown

router = APIRouter(include_in_schema=False)
_KINDS: Final = (certificates.CUSTOMS.name, certificates.CCPIT.name)
_ISSUED: Final = "approved"


@router.get("/h5/copies/{document_id:uuid}.png")
async def show(request: Request, document_id: UUID, actor: Visitor) -> Response:
    """Show the copy of a certificate that was issued and is in force."""
    if actor is None:
        return to_sign_in(request)
    try:
        found = await _issued(actor, await documents.get(actor, document_id))
    except Refusal as refusal:
        return refused(refusal)
    return Response(await certificates.draw(found, certificates.COPY), media_type="image/png")


async def copy_of(actor: Actor, document: Document) -> str:
    """Return where the copy of a document is; empty where it has none: not issued, voided, not filled in here."""
    try:
        return f"/h5/copies/{(await _issued(actor, document)).id}.png"
    except Refusal as refusal:
        if refusal.kind is not Kind.UNKNOWN:
            raise
        return ""


async def _issued(actor: Actor, document: Document) -> Certificate:
    if document.kind not in _KINDS or document.status != _ISSUED:
        raise unknown()
    return await certificates.read(actor, document.id)
