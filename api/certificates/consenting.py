"""申报 as an act that may wait for a second person's 同意 (M13); what is consented to is one revision of the draft."""

from functools import partial
from typing import Final
from uuid import UUID

from api.approvals import Act, Matter, Sight, register
from api.certificates import actions, picture, queries
from api.certificates.certificate import Certificate
from api.certificates.numbers import type_name
from api.people import Actor


async def _look(actor: Actor, document_id: UUID) -> Matter:
    certificate = await queries.read(actor, document_id)
    await actions.require_declarable(actor, certificate)
    return Matter(
        document_id=document_id, number=certificate.number, says=described(certificate), since=str(certificate.revision)
    )


def described(certificate: Certificate) -> str:
    """Return what who decides wants to see: what it is, for whom, and how much."""
    form = certificate.form
    parts = {
        "": f"{type_name(certificate.authority, certificate.type_code)}（{certificate.category.label}）",
        "发票号": form.inv_no,
        "进口商": form.consignee.partition("\n")[0][:40],
        "目的国": form.dest_country_name or form.dest_country,
        "商品": f"{len(certificate.lines)} 项" if certificate.lines else "",
        "FOB USD": form.fob_value,
    }
    return " · ".join(f"{label} {value}".strip() for label, value in parts.items() if value)


async def _show(actor: Actor, document_id: UUID) -> Sight:
    certificate = await queries.read(actor, document_id)
    return Sight(boxes=picture.spoken(certificate), draw=partial(picture.draw, certificate))


async def _do(actor: Actor, matter: Matter) -> None:
    await actions.declare_consented(actor, matter.document_id, int(matter.since))


DECLARATION: Final = Act(name=actions.DECLARE, label="申报证书", look=_look, do=_do, ring=actions.ring, show=_show)

register(DECLARATION)
