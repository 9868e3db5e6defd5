"""An SMSC speaking SMPP 3.4: binds, submit_sm, long messages in parts, delivery receipts as deliver_sm."""

import asyncio
from functools import partial

import smpp34

from sandbox.config import HOST
from sandbox.fate import pause, storm, strikes
from sandbox.sms import parts, phones, reports
from sandbox.sms.state import Sms
from sandbox.world import World

RECEIPT, UCS2, WANTS_RECEIPT = 0x04, 8, 0x03
THROTTLED, BAD_DESTINATION = 0x58, 0x0B
RECEIPTED_MESSAGE_ID, MESSAGE_STATE = 0x001E, 0x0427
SERVICE_NUMBER = "10690000"


async def serve(world: World, port: int) -> None:
    """Listen until cancelled."""
    server = smpp34.Server(HOST, port, system_id="SANDBOX")
    await server.start()
    unfinished: parts.Unfinished = {}
    try:
        while True:
            event = await server.next()
            if isinstance(event, smpp34.SubmitSmEvent):
                world.spawn(_submitted(world, event, unfinished))
            elif isinstance(event, smpp34.Esme):
                await _bound(world, event)
            else:
                world.sms.sessions.pop(event.session_id, None)
    finally:
        await server.stop()


async def said(world: World, number: str, text: str) -> bool:
    """Hand a message from a phone to whoever is bound to receive; whether somebody was."""
    esme = _receiver(world, "")
    if esme is None:
        return False
    answer = await esme.deliver_sm(SERVICE_NUMBER, text.encode("utf-16-be"), source_addr=number, data_coding=UCS2)
    return answer.is_success


async def _bound(world: World, esme: smpp34.Esme) -> None:
    """Unbind a stranger by name: the library tells the system_id but not the password."""
    if esme.system_id != world.config.sms.smpp_system_id:
        await esme.unbind()
        return
    world.sms.sessions[esme.session_id] = esme


async def _submitted(world: World, event: smpp34.SubmitSmEvent, unfinished: parts.Unfinished) -> None:
    knobs, number = world.knobs.smpp, phones.national(event.destination_addr)
    await asyncio.sleep(pause(world, "smpp.latency", knobs.latency, knobs.jitter))
    if knobs.silent or strikes(world, "smpp", "silent"):
        world.sms.unanswered.append(event)
    elif strikes(world, "smpp", "busy") or storm(world, "smpp"):
        event.reject(THROTTLED)
    elif number is None:
        event.reject(BAD_DESTINATION)
    else:
        _taken(world, event, number, unfinished)


def _taken(world: World, event: smpp34.SubmitSmEvent, number: str, unfinished: parts.Unfinished) -> None:
    """Accept; a lost answer keeps the event, because dropping it would tell the sender of an error."""
    message_id = f"{world.next():08x}"
    whole = parts.joined(event, unfinished)
    parcel = phones.Parcel("smpp", number, event.source_addr, whole or "", message_id, parts.count(event))
    sms = phones.accept(world, parcel, message_id) if whole is not None else _part(world, parcel)
    if strikes(world, "smpp", "lost"):
        world.sms.unanswered.append(event)
    else:
        event.accept(message_id)
    if event.registered_delivery & WANTS_RECEIPT:
        reports.schedule(world, "smpp", [partial(_receipt, world, event, sms)])


def _part(world: World, parcel: phones.Parcel) -> Sms:
    """Take a part of a message that is not complete yet: it is reported, but no phone shows it."""
    return Sms(parcel.key, world.now(), "smpp", parcel.number, parcel.sender, "", parcel.key, parcel.parts)


async def _receipt(world: World, event: smpp34.SubmitSmEvent, sms: Sms) -> None:
    count, word, state, error = ("001", "DELIVRD", 2, "000") if sms.delivered else ("000", "UNDELIV", 5, "001")
    stamp = f"{world.local():%y%m%d%H%M}"
    dates = f"submit date:{stamp} done date:{stamp}"
    text = f"id:{sms.id} sub:001 dlvrd:{count} {dates} stat:{word} err:{error} text:"
    esme = _receiver(world, event.session_id)
    if esme is None:
        return
    tlvs = [smpp34.Tlv(RECEIPTED_MESSAGE_ID, sms.id.encode() + b"\0"), smpp34.Tlv(MESSAGE_STATE, bytes([state]))]
    phone, sender, body = event.destination_addr, event.source_addr, text.encode()
    try:
        await esme.deliver_sm(sender, body, source_addr=phone, esm_class=RECEIPT, tlvs=tlvs)
    except smpp34.SmppError:
        world.counts["smpp reports refused"] += 1
    else:
        world.counts["smpp reports taken"] += 1


def _receiver(world: World, session_id: str) -> smpp34.Esme | None:
    """Find the session that sent, if it may receive, else any that may."""
    sessions: dict[str, smpp34.Esme] = world.sms.sessions
    ordered = sorted(sessions.values(), key=lambda esme: esme.session_id != session_id)
    return next((esme for esme in ordered if esme.can_receive), None)
