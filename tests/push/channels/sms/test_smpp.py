"""SMPP against the sandbox's SMSC: sending, receipts, replies, and what a lost session means."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable

import pytest

from push.channels.outcome import Ambiguous, TryLater, Unreachable
from push.channels.report import Reply, Report
from push.channels.sms import sending, smpp, smpp_session
from sandbox.serving import Running
from sandbox.sms import smpp as smsc
from tests.push.channels.conftest import APPROVED, PHONE, parcel

Configure = Callable[..., None]


@pytest.fixture
async def port(outside: Running, configure: Configure, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """An SMSC, and the channel pointed at it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = int(free.getsockname()[1])
    monkeypatch.setattr(smpp_session, "_REBIND_PAUSE", 0.05)
    outside.world.knobs.smpp.report_delay = outside.world.knobs.smpp.report_jitter = 0.0
    configure(sms_provider="smpp", sms_smpp_port=number, sms_smpp_system_id="huizhi", sms_smpp_password="x")
    configure(sms_smpp_from="10690000")
    server = asyncio.create_task(smsc.serve(outside.world, number))
    await asyncio.sleep(0.1)
    yield number
    await smpp_session.session().close()
    server.cancel()
    await asyncio.gather(server, return_exceptions=True)


@pytest.fixture
async def heard(port: int) -> AsyncIterator[list[Report | Reply]]:
    """What the session hears."""
    told: list[Report | Reply] = []

    async def hear(one: Report | Reply) -> None:
        told.append(one)

    task = asyncio.create_task(smpp.listen(hear))
    yield told
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("brief", [APPROVED.brief, "长" * 150], ids=["one part", "message_payload"])
async def test_a_message_and_its_receipt(outside: Running, heard: list[Report | Reply], brief: str) -> None:
    """Chinese arrives as it was, long or short, and the receipt carries the ticket's id."""

    ticket = await sending.send(parcel("sms", APPROVED._replace(brief=brief)))
    assert outside.world.sms.phone(PHONE)[-1].text == f"【陕西单一窗口】{brief}"
    await _until(lambda: heard)
    assert heard == [Report("smpp", ticket.provider_id, "delivered", "DELIVRD", "000")]


async def test_a_message_that_did_not_arrive_is_reported(outside: Running, heard: list[Report | Reply]) -> None:
    """UNDELIV is a failure, with the SMSC's error number."""
    outside.world.knobs.smpp.failed_rate = 1.0
    ticket = await sending.send(parcel("sms"))
    await _until(lambda: heard)
    assert heard == [Report("smpp", ticket.provider_id, "failed", "UNDELIV", "001")]


async def test_a_reply_is_heard(outside: Running, heard: list[Report | Reply]) -> None:
    """TD comes in over the same session."""
    await _until(lambda: outside.world.sms.sessions)
    await smsc.said(outside.world, f"86{PHONE}", "TD")
    await _until(lambda: heard)
    assert heard == [Reply("smpp", PHONE, "TD")]


async def test_being_throttled_means_later(outside: Running, port: int) -> None:
    """ESME_RTHROTTLED: the channel waits two seconds."""
    outside.world.knobs.smpp.busy_rate = 1.0
    with pytest.raises(TryLater) as caught:
        await sending.send(parcel("sms"))
    assert (caught.value.code, caught.value.scope) == ("0x00000058", "channel")


async def test_a_number_that_is_none_is_gone(port: int) -> None:
    """ESME_RINVDSTADR."""
    with pytest.raises(Unreachable) as caught:
        await sending.send(parcel("sms", to="12345"))
    assert caught.value.address_gone


@pytest.mark.parametrize("fault", ["silent_rate", "lost_rate"])
async def test_no_answer_is_ambiguous(outside: Running, port: int, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The SMSC is silent: nobody knows, within the time limit."""
    monkeypatch.setattr(smpp, "ANSWER_TIME", 0.2)
    setattr(outside.world.knobs.smpp, fault, 1.0)
    with pytest.raises(Ambiguous, match="in time"):
        await sending.send(parcel("sms"))


async def test_a_session_lost_under_a_message_is_ambiguous_and_is_bound_again(outside: Running, port: int) -> None:
    """The link ends while the answer is awaited; the next message goes over a new session."""
    outside.world.knobs.smpp.silent_rate = 1.0
    waiting = asyncio.create_task(sending.send(parcel("sms")))
    await _until(lambda: outside.world.sms.unanswered)
    for esme in list(outside.world.sms.sessions.values()):
        await esme.unbind()
    with pytest.raises(Ambiguous, match="session ended"):
        await waiting
    outside.world.knobs.smpp.silent_rate = 0.0
    await _until(lambda: not smpp_session.session().alive)
    assert (await sending.send(parcel("sms"))).provider_id


async def test_an_smsc_that_is_away_has_taken_nothing(configure: Configure) -> None:
    """Nobody listens: TryLater, not Ambiguous."""
    configure(sms_provider="smpp", sms_smpp_port=1, sms_smpp_system_id="huizhi")
    with pytest.raises(TryLater) as caught:
        await sending.send(parcel("sms"))
    assert (caught.value.code, caught.value.scope) == ("not_bound", "channel")


async def test_listening_binds_again_by_itself(outside: Running, heard: list[Report | Reply]) -> None:
    """Receipts of yesterday's messages arrive although nothing is being sent."""
    await _until(lambda: outside.world.sms.sessions)
    first = next(iter(outside.world.sms.sessions))
    await outside.world.sms.sessions[first].unbind()
    await _until(lambda: set(outside.world.sms.sessions) - {first})
    await smsc.said(outside.world, PHONE, "TD")
    await _until(lambda: heard)


@pytest.mark.parametrize(
    ("text", "report"),
    [
        (
            "id:0000002A sub:001 dlvrd:001 submit date:1 done date:2 stat:DELIVRD err:000 text:x",
            ("2a", "delivered", "DELIVRD"),
        ),
        ("id:7 sub:001 dlvrd:000 submit date:1 done date:2 stat:EXPIRED err:011 text:", ("7", "failed", "EXPIRED")),
        ("id:7 stat:REJECTD err:2", ("7", "failed", "REJECTD")),
    ],
)
def test_final_receipts(text: str, report: tuple[str, str, str]) -> None:
    """SMPP 3.4 appendix B; ids compare whatever their padding and case."""
    found = smpp.receipt(text)
    assert found
    assert (found.provider_id, found.status, found.code) == report


@pytest.mark.parametrize(
    "text", ["id:7 stat:ENROUTE err:0", "id:7 stat:ACCEPTD err:0", "stat:DELIVRD err:0", "hello", ""]
)
def test_what_is_not_final_is_no_report(text: str) -> None:
    """A message under way, or a text that is no receipt."""
    assert smpp.receipt(text) is None
