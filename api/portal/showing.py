"""The pages behind the links of messages: a document's number, its status and its journal; and one's own account."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from fastapi import APIRouter, Request, Response

from api import documents
from api.documents import Document
from api.identifiers import normalise
from api.people import enterprises
from api.people.actor import Actor
from api.portal import sharing
from api.portal.rendering import page, refused
from api.portal.visiting import Visitor, to_sign_in
from kit.refusals import Kind, Refusal, unknown
from push import addresses

router = APIRouter(include_in_schema=False)
_CERTIFICATES: Final = ("customs_certificate", "ccpit_certificate")
# The section of a link, and the kinds of document that it can be about. A back-fill is named by its certificate.
SECTIONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "co": _CERTIFICATES,
        "supp": ("backfill", *_CERTIFICATES),
        "print": _CERTIFICATES,
        "filing": ("filing",),
        "sync": ("sync",),
        "coord": ("coordination",),
        "declaration": ("declaration",),
        "licence": ("licence",),
        "consignment": ("consignment",),
    }
)


@router.get("/h5/me")
async def me(request: Request, actor: Visitor) -> Response:
    """Show who is signed in, for whom they act, and where messages reach them."""
    if actor is None:
        return to_sign_in(request)
    firm = (await enterprises.find(actor, actor.enterprise_id)).name if actor.enterprise_id else ""
    return page("me.html", actor=actor, firm=firm, bound=await addresses.of_person(actor.person_id))


@router.get("/h5/{section}/{number:path}")
async def document(request: Request, section: str, number: str, actor: Visitor) -> Response:
    """Show one document to who may see it; a foreign one and a missing one are the same page."""
    if actor is None:
        return to_sign_in(request)
    try:
        found = await _found(actor, SECTIONS.get(section, ()), number)
        history = await documents.history(actor, found.id)
    except Refusal as refusal:
        return refused(refusal)
    copy = await sharing.copy_of(actor, found) if section == "co" else ""
    return page("document.html", document=found, kind=found.of_kind, history=history[::-1], copy=copy)


async def _found(actor: Actor, kinds: Sequence[str], number: str) -> Document:
    """Return the document of that number, or the newest that it names otherwise; raises `unknown`."""
    for hit in await documents.search(actor, number, kinds=kinds[:1]) if kinds else ():
        if hit.number == normalise(number):
            return hit.document
    for kind in kinds:
        try:
            return await documents.find(actor, number, kind)
        except Refusal as refusal:
            if refusal.kind is not Kind.UNKNOWN:
                raise
    raise unknown()
