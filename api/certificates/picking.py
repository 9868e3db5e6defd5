"""选择: boxes filled from what the enterprise keeps: its partners and clauses, and its own earlier 加工工序."""

from typing import Final, Literal
from uuid import UUID

from api.certificates import editing, store
from api.certificates.certificate import Certificate
from api.certificates.forms import ProcessForm
from api.masterdata import parties
from api.people import Actor
from kit import database

Picked = Literal["exporter", "importer", "producer", "clause"]
_BOXES: Final[dict[Picked, str]] = {
    "exporter": "exporter",
    "importer": "consignee",
    "producer": "producer",
    "clause": "goods_spec_clause",
}
_CONTACTS: Final[dict[Picked, dict[str, str]]] = {
    "exporter": {"exporter_tel": "phone", "exporter_fax": "fax", "exporter_email": "email"},
    "importer": {"consignee_tel": "phone_1", "consignee_fax": "fax_1", "consignee_email": "email"},
}
_BEFORE: Final = """
    select g.form from certificates c join certificate_goods g on g.document_id = c.document_id
    where c.enterprise_id = $1 and c.authority = $2 and c.shelf = 'general' and c.declared_at is not null
    and substr(g.hs_code, 1, 4) = $3
    order by c.declared_at desc, g.no limit 20"""
_HEADING: Final = 4


async def pick(actor: Actor, document_id: UUID, kind: Picked, party_id: UUID) -> Certificate:
    """Fill a box from a partner or clause of the enterprise (CO-27…CO-29); raises `unknown`, not_editable."""
    async with database.transaction():
        held = await editing.hold_editable(actor, document_id)
        party = await parties.get(actor, kind, party_id)
        certificate = await held.whole()
        await editing.keep(held, certificate.form.model_copy(update=_filled(kind, party)))
        return await held.whole()


async def processing_before(actor: Actor, document_id: UUID, hs_code: str) -> ProcessForm | None:
    """Return 加工工序 as it was declared last for this heading: 内容和上次一样 (CO-71); None if it never was."""
    async with database.transaction():
        held = await editing.hold(actor, document_id)
        rows = await database.fetch(_BEFORE, held.row.enterprise_id, held.row.authority, hs_code[:_HEADING])
    for row in rows:
        form = store.goods_of(database.as_json(row["form"])).processing
        if form.choice in {"anew", "as_before"}:
            return form.model_copy(update={"choice": "as_before"})
    return None


def _filled(kind: Picked, party: parties.Party) -> dict[str, str]:
    form = party.form
    if kind == "clause":
        return {_BOXES[kind]: form.get("content", "")}
    lines = [form.get("name_en") or form.get("name_zh", ""), form.get("address_en") or form.get("address_zh", "")]
    told = {box: form.get(name, "") for box, name in _CONTACTS.get(kind, {}).items()}
    return {_BOXES[kind]: "\n".join(filter(None, lines))} | {box: text for box, text in told.items() if text}
