"""Declared certificates leave as messages: published XML to the customs, JSON of our own to CCPIT (formats.md §2)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from api.certificates import xml
from api.certificates.certificate import Authority, Certificate
from api.certificates.papers import Paper
from api.exchange import envelope, sending
from api.exchange.outgoing import GatewayName, Outgoing
from kit.ids import new_id

_GATEWAYS: Final[dict[Authority, GatewayName]] = {"customs": "gacc", "ccpit": "ccpit"}
KIND: Final = "certificate"
_NO_MARKS: Final = "N/M"


async def post(certificate: Certificate, papers: Sequence[Paper] = ()) -> None:
    """Post a declared certificate and its papers, in the caller's transaction: each revision and each paper once."""
    message_id = new_id()
    at_customs = certificate.authority == "customs"
    body = xml.write(_with_mark(certificate)) if at_customs else await _json(certificate, message_id)
    await sending.post(
        Outgoing(
            id=message_id,
            gateway=_GATEWAYS[certificate.authority],
            kind=KIND,
            document_id=certificate.id,
            enterprise_id=certificate.enterprise_id,
            key=f"{certificate.id}-{certificate.revision}",
            body=body,
            filename=f"{certificate.number}.{'xml' if at_customs else 'json'}",
        )
    )
    for paper in papers:
        await post_paper(certificate, paper)


async def post_paper(certificate: Certificate, paper: Paper) -> None:
    """Post a paper to the customs, in the caller's transaction; one that went out before does not go again."""
    await sending.post(
        Outgoing(
            gateway="gacc",
            kind="attachment",
            document_id=certificate.id,
            enterprise_id=certificate.enterprise_id,
            key=f"{certificate.id}-{paper.slot}-{paper.file_id}",
            body=xml.write_attachment(certificate, paper.attachment),
            filename=paper.attachment.plain_name,
            failed_step="attachment_refused",
        )
    )


async def _json(certificate: Certificate, message_id: UUID) -> bytes:
    """Return CCPIT's message: an envelope that every kind shares, and the forms as they were filled in."""
    about = (KIND, certificate.number)
    return await envelope.enclosed(message_id, about, certificate.enterprise_id, data_of(certificate))


def _with_mark(certificate: Certificate) -> Certificate:
    """Return it with `N/M` where there are no marks (formats.md §1.3)."""
    form = certificate.form
    return certificate if form.mark else replace(certificate, form=form.model_copy(update={"mark": _NO_MARKS}))


def data_of(certificate: Certificate) -> Mapping[str, Any]:
    """Return a certificate as CCPIT's message has it; empty boxes are left out."""
    return {
        "type": certificate.type_code,
        "category": certificate.category.value,
        "original": certificate.form.change.old_cert_no,
        "form": certificate.form.model_dump(exclude_defaults=True),
        "goods": [form.model_dump(exclude_defaults=True) for form in certificate.goods],
    }
