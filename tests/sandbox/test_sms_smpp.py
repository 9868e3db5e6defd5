"""The SMSC, spoken to by a real SMPP client."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import smpp34

from sandbox.config import Config
from sandbox.serving import Running, running
from sandbox.sms import parts, smpp

PHONE = "13800138000"
TEXT = "【陕西单一窗口】证书E261026902330183审核通过，请打印并补录报关单号。"


@pytest.fixture
async def smsc(tmp_path: Path) -> AsyncIterator[Running]:
    """A sandbox with an SMSC on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with running(Config(smpp_port=port, ledger=tmp_path / "ledger")) as one:
        one.world.knobs.smpp.report_delay = one.world.knobs.smpp.report_jitter = 0.0
        yield one


async def _bound(one: Running, system_id: str = "huizhi") -> smpp34.Smsc:
    port = one.world.config.smpp_port
    assert port is not None
    for _ in range(100):
        try:
            return await smpp34.Client("127.0.0.1", port, system_id, "secret", bind_type="TRX").connect()
        except smpp34.SmppError:
            await asyncio.sleep(0.02)
    raise AssertionError("nobody listens")


async def test_a_ucs2_message_reaches_the_phone_and_its_receipt_the_sender(smsc: Running) -> None:
    session = await _bound(smsc)
    answer = await session.submit_sm(
        PHONE, TEXT.encode("utf-16-be"), source_addr="10690000", data_coding=8, registered_delivery=1
    )
    assert answer.is_success
    assert [sms.text for sms in smsc.world.sms.phone(PHONE)] == [TEXT]
    receipt = await asyncio.wait_for(session.next(), 5)
    assert isinstance(receipt, smpp34.DeliverSmEvent)
    assert receipt.esm_class & 0x04
    shape = rb"id:(\w+) sub:001 dlvrd:001 submit date:\d{10} done date:\d{10} stat:DELIVRD err:000"
    assert re.match(shape, receipt.short_message)
    assert f"id:{answer.message_id} ".encode() in receipt.short_message
    await session.unbind()


async def test_the_parts_of_a_long_message_are_joined_whatever_their_order(smsc: Running) -> None:
    session = await _bound(smsc)
    long = TEXT * 3
    pieces = [long[at : at + 67] for at in range(0, len(long), 67)]
    for number in reversed(range(len(pieces))):
        header = bytes([5, 0, 3, 42, len(pieces), number + 1])
        body = header + pieces[number].encode("utf-16-be")
        assert (await session.submit_sm(PHONE, body, source_addr="1", data_coding=8, esm_class=0x40)).is_success
    [sms] = smsc.world.sms.phone(PHONE)
    assert (sms.text, sms.parts) == (long, len(pieces))
    payload = [smpp34.Tlv(parts.PAYLOAD, long.encode("utf-16-be"))]
    await session.submit_sm(PHONE, source_addr="1", data_coding=8, tlvs=payload)
    assert smsc.world.sms.phone(PHONE)[-1].text == long
    await session.unbind()


async def test_throttling_bad_numbers_and_unanswered_submits(smsc: Running) -> None:
    session = await _bound(smsc)
    assert (await session.submit_sm("123", b"x", source_addr="1")).command_status == smpp34.ESME_RINVDSTADR
    smsc.world.knobs.smpp.busy_rate = 1.0
    assert (await session.submit_sm(PHONE, b"x", source_addr="1")).command_status == smpp34.ESME_RTHROTTLED
    smsc.world.knobs.smpp.busy_rate, smsc.world.knobs.smpp.lost_rate = 0.0, 1.0
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(session.submit_sm(PHONE, b"seen", source_addr="1"), 0.4)
    assert [sms.text for sms in smsc.world.sms.phone(PHONE)] == ["seen"]


async def test_the_owner_answers_and_a_stranger_is_unbound(smsc: Running) -> None:
    stranger = await _bound(smsc, "stranger")
    assert isinstance(await asyncio.wait_for(stranger.next(), 5), smpp34.Disconnected)
    session = await _bound(smsc)
    await asyncio.sleep(0.05)
    assert await smpp.said(smsc.world, PHONE, "TD")
    heard = await asyncio.wait_for(session.next(), 5)
    assert isinstance(heard, smpp34.DeliverSmEvent)
    assert (heard.source_addr, heard.short_message.decode("utf-16-be")) == (PHONE, "TD")
    await session.unbind()
