"""A declared filing leaves for CCPIT as JSON of our own (formats.md §2: no public message was found)."""

from typing import Any, Final

from api.documents import Held
from api.exchange import Outgoing, envelope, sending
from api.filings.forms import FilingForm
from api.filings.models import FilingRow
from kit.ids import new_id

KIND: Final = "filing"


async def post(held: Held, row: FilingRow, form: FilingForm) -> None:
    """Post a filing in the caller's transaction; each revision once."""
    message_id = new_id()
    await sending.post(
        Outgoing(
            id=message_id,
            gateway="ccpit",
            kind=KIND,
            document_id=held.id,
            enterprise_id=held.enterprise_id,
            key=f"{held.id}-{row.revision}",
            body=await envelope.enclosed(message_id, (KIND, held.number), held.enterprise_id, data_of(form)),
            filename=f"{held.number}.json",
        )
    )


def data_of(form: FilingForm) -> dict[str, Any]:
    """Return the form as CCPIT's message has it; empty boxes are left out."""
    whole = form.model_dump(exclude_defaults=True)
    return {
        "product": {name: value for name, value in whole.items() if name not in {"areas", "materials"}},
        "areas": whole.get("areas", []),
        "materials": whole.get("materials", []),
    }
