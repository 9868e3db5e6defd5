"""The answer as a message. No public form of it was found: this JSON is our own, as that of back-fills."""

from typing import Final

from api.exchange import envelope
from api.exchange.outgoing import GatewayName, Outgoing
from api.printing.queries import Print
from api.wire import shown
from kit.ids import new_id

KIND: Final = "print_result"
_GATEWAYS: Final[dict[str, GatewayName]] = {"customs_certificate": "gacc", "ccpit_certificate": "ccpit"}


async def outgoing(about: Print, *, printed: bool) -> Outgoing:
    """Return what the authority is told of a print; nobody answers it, so it is joined to no document."""
    message_id = new_id()
    content = {
        "part": about.part.value,
        "copies": about.copies,
        "printed": printed,
        "started_at": shown(about.started_at),
    }
    return Outgoing(
        id=message_id,
        gateway=_GATEWAYS[about.kind],
        kind=KIND,
        enterprise_id=about.enterprise_id,
        key=f"print {about.id}",
        body=await envelope.enclosed(message_id, (KIND, about.number), about.enterprise_id, content),
        filename=f"Print_{about.number}_{about.id.hex[-8:]}.json",
    )
