"""Changing a draft: the register row is locked first, then looked at, so that no two hands change it at once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from api import documents
from api.certificates import refusals, store
from api.certificates.certificate import Certificate
from api.certificates.forms import BasicForm
from api.certificates.models import CertificateRow
from api.documents import Document, Move, Verdict
from api.people import Actor
from kit.clock import now
from kit.refusals import unknown

_LATER: Final = timedelta(microseconds=1)
EDITABLE: Final = frozenset({"draft", "returned", "failed"})


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate in the hand of its writer, for the rest of the transaction."""

    row: CertificateRow
    document: Document

    @property
    def label(self) -> str:
        """Return the status as people read it."""
        return self.document.status_label

    async def whole(self) -> Certificate:
        """Return it with its lines, as they stand now."""
        return store.whole(self.row, await store.lines_of(self.row.document_id), self.document)


async def hold(actor: Actor, document_id: UUID) -> Held:
    """Lock a certificate of the actor's own enterprise for the transaction; raises `unknown`, no_enterprise."""
    owner = await documents.require_writer(actor)
    row = await CertificateRow.get_or_none(document_id=document_id, enterprise_id=owner)
    if row is None or row.shelf == "removed":
        raise unknown()
    await documents.hold(document_id)
    return Held(await CertificateRow.get(document_id=document_id), await Document.get(id=document_id))


async def hold_editable(actor: Actor, document_id: UUID, revision: int | None = None) -> Held:
    """Lock a certificate that may be changed; raises not_editable, changed_meanwhile where `revision` is older."""
    held = await hold(actor, document_id)
    require_editable(held)
    if revision is not None and revision != held.row.revision:
        raise refusals.changed_meanwhile(held.row.revision)
    return held


def require_editable(held: Held) -> None:
    """Raise not_editable where the authority has the certificate before it, or had."""
    if held.document.status not in EDITABLE:
        raise refusals.not_editable(held.document.status, held.label)


async def keep(held: Held, form: BasicForm | None = None, **columns: Any) -> None:
    """Write what changed, and one revision more, in the caller's transaction."""
    row = held.row
    if form is not None:
        columns |= store.shown(form) | {"form": store.dumped(form)}
        row.update_from_dict(columns)
        await documents.also_known_as(row.document_id, store.numbers_of(form))
    else:
        row.update_from_dict(columns)
    row.revision, row.updated_at = row.revision + 1, now()
    await row.save()


async def step(actor: Actor, held: Held, name: str, note: str = "") -> bool:
    """Take one of our own steps, in the caller's transaction; tell whether it was not taken before.

    It happens after whatever the register knows, even where an authority's clock runs ahead. Raises illegal_step.
    """
    at = max(now(), held.document.status_at + _LATER)
    outcome = await documents.advance(Move(held.row.document_id, name, actor, at, note=note))
    return outcome.verdict is Verdict.APPLIED
