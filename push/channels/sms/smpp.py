"""SMPP 3.4 for operators' own message centres: submit_sm in UCS-2, receipts and replies as deliver_sm."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import smpp34

from push.channels.outcome import Ambiguous, Parcel, Ticket
from push.channels.report import Reply, Report, national
from push.channels.sms import provider
from push.channels.sms.smpp_session import ANSWER_TIME, PROVIDER, TABLE, session, stay_bound
from push.settings import ChannelSettings

_SHORT = 140  # octets of a single short message
_MESSAGE_PAYLOAD = 0x0424
_UCS2, _WANT_RECEIPT, _KIND_OF_MESSAGE, _RECEIPT = 8, 1, 0x3C, 0x04


async def listen(handler: Callable[[Report | Reply], Awaitable[None]]) -> None:
    """Stay bound for ever, so that receipts and replies reach `handler` although nothing is being sent."""

    async def hear(event: smpp34.DeliverSmEvent) -> None:
        if told := incoming(event):
            await handler(told)

    await stay_bound(hear)


async def send(read: ChannelSettings, parcel: Parcel) -> Ticket:
    """Submit the parcel as UCS-2, a long one as message_payload; the ticket carries the SMSC's message id."""
    text = provider.text_of(read, parcel, PROVIDER).encode("utf-16-be")
    bound = await session().bound(read)
    long = len(text) > _SHORT
    try:
        async with asyncio.timeout(ANSWER_TIME):
            answer = await bound.submit_sm(
                f"86{parcel.address.value}",
                b"" if long else text,
                source_addr=read.sms_smpp_from,
                data_coding=_UCS2,
                registered_delivery=_WANT_RECEIPT,
                tlvs=[smpp34.Tlv(_MESSAGE_PAYLOAD, text)] if long else [],
            )
    except TimeoutError:
        raise Ambiguous("no answer in time", provider=PROVIDER) from None
    except smpp34.SmppError as fault:
        raise Ambiguous(f"the session ended: {fault}", provider=PROVIDER) from None
    provider.judge(TABLE, PROVIDER, f"0x{answer.command_status:08X}", "")
    return Ticket(PROVIDER, _comparable(answer.message_id or ""))


def incoming(event: smpp34.DeliverSmEvent) -> Report | Reply | None:
    """Return what a deliver_sm tells: a final receipt, or what somebody wrote; None for a message under way."""
    if event.esm_class & _KIND_OF_MESSAGE == _RECEIPT:
        return receipt(event.short_message.decode("latin-1"))
    text = event.short_message.decode("utf-16-be" if event.data_coding == _UCS2 else "latin-1", "replace")
    return Reply(PROVIDER, national(event.source_addr), text)


def receipt(text: str) -> Report | None:
    """Read `id:… stat:DELIVRD err:000 …` (SMPP 3.4 appendix B); None for ENROUTE and ACCEPTD."""
    fields = dict(re.findall(r"\b(id|stat|err):(\S+)", text))
    stat = fields.get("stat", "")
    if "id" not in fields or stat in {"", "ENROUTE", "ACCEPTD"}:
        return None
    arrived = stat == "DELIVRD"
    return Report(
        PROVIDER, _comparable(fields["id"]), "delivered" if arrived else "failed", stat, fields.get("err", "")
    )


def _comparable(message_id: str) -> str:
    # Some SMSCs pad the id in the answer and not in the receipt, or change its case.
    return message_id.strip().lower().lstrip("0") or "0"
