"""撤回 as an act that may wait for a second person's 同意 (M13)."""

from typing import Final
from uuid import UUID

from api.approvals import Act, Matter, register
from api.coordination import actions, queries, refusals
from api.coordination.vocabulary import SHORT_TYPES
from api.people import Actor
from kit.clock import in_shanghai


async def _look(actor: Actor, document_id: UUID) -> Matter:
    found = await queries.read(actor, document_id)
    document, row = found.document, found.row
    refusals.require_withdrawable(document.number, document.status, document.status_label)
    at = in_shanghai(row.submitted_at or document.status_at)
    where = f"{document.status_label}，提交于 {at:%m-%d %H:%M}"
    says = f"{SHORT_TYPES[row.type]} · 原产地证书号 {row.certificate_no} · {where}"
    return Matter(document_id=document_id, number=document.number, says=says, since=document.status_at.isoformat())


async def _do(actor: Actor, matter: Matter) -> None:
    await actions.withdraw_consented(actor, matter.document_id, matter.since)


WITHDRAW: Final = Act(name=actions.WITHDRAW, label="撤回协调单", look=_look, do=_do, ring=actions.ring)

register(WITHDRAW)
