"""申报, 改证重发, 作废: what one may do with a certificate once it is filled in."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from api import approvals, documents, files, people
from api.certificates import (
    checking,
    drafting,
    editing,
    messages,
    numbering,
    papers,
    queries,
    refusals,
    reissuing,
    shelves,
)
from api.certificates.certificate import KIND_OF, Authority, Category, Certificate
from api.certificates.editing import EDITABLE, Held
from api.certificates.models import CertificateRow
from api.documents import Key
from api.exchange import sending
from api.files import Attached
from api.identifiers import normalise
from api.people import Actor
from kit import bell, database
from kit.clock import now

DECLARE: Final = "certificate.declare"
_ISSUED: Final = "approved"
_WITH_THEM: Final = frozenset({"declared", "received", "pending"})
_OVER: Final = frozenset({"approved", "voided", "removed"})


async def declare(actor: Actor, document_id: UUID) -> Certificate:
    """申报: check, number, move and post in one transaction; raises not_qualified, illegal_step, check_failed.

    What is refused stays a draft, whole; what is on its way already is not sent a second time. Raises consent_wanted
    where the enterprise lets nobody declare alone.
    """
    await approvals.require_free(actor, DECLARE)
    return await declare_consented(actor, document_id)


async def declare_consented(actor: Actor, document_id: UUID, revision: int | None = None) -> Certificate:
    """Declare what needs nobody's consent any more; raises as `declare`, and changed_meanwhile for another revision."""
    sent_along = await papers.to_send(actor, await queries.read(actor, document_id))
    async with database.transaction():
        held = await editing.hold(actor, document_id)
        if revision is not None and revision != held.row.revision:
            raise refusals.not_as_consented(held.document.number)
        if held.row.authority == "ccpit":
            await people.require_qualified(actor)
        certificate = await held.whole()
        if held.document.status in EDITABLE:
            await _require_fit(actor, certificate)
        if not await editing.step(actor, held, "declare"):
            return certificate
        declared = await _declared(actor, held, certificate)
        await messages.post(declared, sent_along)
    await ring()
    return declared


async def require_declarable(actor: Actor, certificate: Certificate) -> None:
    """Raise what 申报 would be refused for as it stands: not_editable, not_qualified, check_failed."""
    if certificate.status not in EDITABLE:
        raise refusals.not_declarable(certificate.number)
    if certificate.authority == "ccpit":
        await people.require_qualified(actor)
    await _require_fit(actor, certificate)


async def ring() -> None:
    """Wake who tells followers and who sends messages."""
    await bell.ring("announcements")
    await bell.ring(sending.BELL)


async def attach(actor: Actor, document_id: UUID, slot: str, file_id: UUID) -> list[Attached]:
    """Put an uploaded file into a slot; a paper that follows what the customs have already is sent after it.

    Raises not_a_picture, not_editable.
    """
    certificate = await queries.read(actor, document_id)
    follows = certificate.authority == "customs" and certificate.status in _WITH_THEM and slot != papers.MARK
    late = await papers.read(await files.get(actor, file_id), slot, delayed=True) if follows else None
    async with database.transaction():
        await papers.attach(actor, await editing.hold(actor, document_id), slot, file_id)
        if late:
            await messages.post_paper(certificate, late)
    if late:
        await bell.ring(sending.BELL)
    return await files.of_document(actor, document_id)


async def reissue(actor: Actor, document_id: UUID, category: Category, reason: str = "") -> Certificate:
    """改证重发: a draft that will replace an issued certificate, with what was written there (CO-17, CO-94).

    Raises not_reissuable, reissue_open.
    """
    async with database.transaction():
        held = await editing.hold(actor, document_id)
        if held.document.status != _ISSUED:
            raise refusals.not_reissuable(held.label)
        await _require_none_open(document_id)
        original = await held.whole()
        form = reissuing.form_of(original, category, reason, issued_at=held.document.status_at)
        draft = replace(original.draft, form=form, category=category)
        return await drafting.enter(actor, draft, revision=1, original_id=document_id)


async def describe_change(actor: Actor, document_id: UUID) -> Certificate:
    """Write down what differs from the replaced certificate: 更改栏目, 更改前, 更改后; raises not_editable."""
    async with database.transaction():
        held = await editing.hold_editable(actor, document_id)
        certificate = await held.whole()
        if certificate.original_id is not None:
            original = await (await editing.hold(actor, certificate.original_id)).whole()
            change = reissuing.described(original, certificate)
            await editing.keep(held, certificate.form.model_copy(update={"change": change}))
        return await held.whole()


async def void(actor: Actor, document_id: UUID, reason: str) -> Certificate:
    """作废: an issued certificate that nobody shall use any more; raises illegal_step.

    It is told to followers and to no authority, for none publishes a message for it (ADR 0014): `voiding.advice`.
    """
    async with database.transaction():
        held = await editing.hold(actor, document_id)
        await editing.step(actor, held, "void", reason)
        await shelves.move(document_id, "voided")
        certificate = replace(await held.whole(), status="voided")
    await bell.ring("announcements")
    return certificate


async def _require_fit(actor: Actor, certificate: Certificate) -> None:
    findings = await checking.check(actor, certificate)
    errors = [each for each in findings if each.severity == "error"]
    if errors:
        raise refusals.unfit(errors)


async def _declared(actor: Actor, held: Held, certificate: Certificate) -> Certificate:
    """Write down that it went out, under the number that it goes by from now on."""
    number = await _numbered(actor, certificate)
    await documents.set_facts(certificate.id, {"exporter_code": normalise(certificate.form.ciq_reg_no)})
    await editing.keep(held, declared_at=now(), original_id=await _original(certificate))
    return replace(
        certificate, number=number, status="declared", revision=held.row.revision, declared_at=held.row.declared_at
    )


async def _numbered(actor: Actor, certificate: Certificate) -> str:
    authority: Authority = certificate.authority
    if authority != "customs" or certificate.declared_at is not None:
        return certificate.number
    number = await numbering.next_customs_number(certificate.enterprise_id, certificate.type_code)
    await documents.renumber(certificate.id, number, actor)
    return number


async def _original(certificate: Certificate) -> UUID | None:
    """Return what it replaces: known by its draft, or found in the register under the number that the form names."""
    if certificate.original_id is not None or certificate.category is Category.NEW:
        return certificate.original_id
    key = Key(KIND_OF[certificate.authority], normalise(certificate.form.change.old_cert_no))
    found = (await documents.look_up([key])).get(key)
    return found.id if found and found.enterprise_id == certificate.enterprise_id else None


async def _require_none_open(document_id: UUID) -> None:
    for row in await CertificateRow.filter(original_id=document_id).exclude(shelf="removed"):
        document = await documents.Document.get(id=row.document_id)
        if document.status not in _OVER:
            raise refusals.reissue_open(document.number)
