"""What we send comes back answered: through the import client's folders, and by signed posts both ways."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import orjson
import pytest
import uvicorn

from api import datasync, demo
from api.documents import Document, Entry, Key, enter_many
from api.exchange import Outgoing, post, receive_once, sending, watching
from api.exchange.gateways import gacc
from api.main import create_app
from api.people.models import Enterprise
from kit import database, http, settings
from kit.ids import new_id
from sandbox.config import Config
from sandbox.serving import Running, running
from tests.stories.conftest import stage_of

NUMBER = "E261026902330183"
XML = f"""<Certificate xmlns="http://www.w3.org/2000/09/xmldsig#"><CertificateHead><CertNo>{NUMBER}</CertNo>
<Remark>{{}}</Remark></CertificateHead></Certificate>"""


@dataclass(frozen=True)
class There:
    """The outside world, and the register row that everything is about."""

    world: Running
    gacc: Path
    enterprise_id: UUID


class _Guest(uvicorn.Server):
    """The house's own server, in the test's loop."""

    def capture_signals(self) -> object:  # type: ignore[override]
        from contextlib import nullcontext

        return nullcontext()


@pytest.fixture
async def house() -> AsyncIterator[str]:
    """The house's HTTP side on a free port."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = _Guest(uvicorn.Config(create_app(), lifespan="off", log_level="warning", timeout_graceful_shutdown=1))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await task


@pytest.fixture
async def there(
    db: str, valkey: str, house: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[There]:
    """Customs and CCPIT beside the house, quick to answer; the demo's enterprise."""
    config = Config(app=house, gacc_dir=tmp_path / "gacc")
    (tmp_path / "gacc").mkdir()
    async with running(config) as world:
        monkeypatch.setenv("HUIZHI_EXCHANGE_GACC_DIR", str(tmp_path / "gacc"))
        monkeypatch.setenv("HUIZHI_EXCHANGE_CCPIT_URL", f"{world.base}/ccpit/messages")
        monkeypatch.setenv("HUIZHI_EXCHANGE_CCPIT_KEY", config.ccpit_key)
        settings.forget()
        world.world.knobs.authority.pace = 0.05
        await demo.seed(stage_of(config))
        firm = await Enterprise.get(credit_code=config.enterprise.credit_code)
        yield There(world, tmp_path / "gacc" / "Cooimp", firm.id)
        await http.close()


async def sent(there: There, key: Key, message_id: UUID, body: bytes) -> None:
    """A document of the demo's enterprise, and its message on its way to its authority."""
    await enter_many([Entry(key=key, enterprise_id=there.enterprise_id)])
    document = await Document.get(number=key.number)
    at_customs = key.kind == "customs_certificate"
    message = Outgoing(
        id=message_id,
        gateway="gacc" if at_customs else "ccpit",
        kind="certificate",
        document_id=document.id,
        enterprise_id=there.enterprise_id,
        key=key.number,
        body=body,
        filename=f"a.{'xml' if at_customs else 'json'}",
    )
    await post(message)


async def declared_to_customs(there: There, remark: str) -> None:
    await sent(there, Key("customs_certificate", NUMBER), new_id(), XML.format(remark).encode())


async def until(done: Callable[[], Awaitable[bool]]) -> None:
    """Walk the corridors until it is so."""
    async with asyncio.timeout(15):
        while not await done():
            await sending.send_once()
            await watching.watch_once()
            await gacc.scan_once()
            await receive_once()
            await datasync.apply_once()
            await asyncio.sleep(0.1)


def stands(number: str, status: str) -> Callable[[], Awaitable[bool]]:
    async def so() -> bool:
        return (await Document.get(number=number)).status == status

    return so


async def _states() -> list[str]:
    return [row["state"] for row in await database.fetch("select state from outgoing order by id")]


async def _steps(number: str) -> list[str]:
    sql = "select step from journal j join documents d on d.id = j.document_id where d.number = $1 order by j.seq"
    return [row["step"] for row in await database.fetch(sql, number)]


@pytest.mark.parametrize(
    ("remark", "status", "steps"),
    [
        ("", "approved", ["received", "pending_review", "approved"]),
        ("退回", "returned", ["received", "pending_review", "returned"]),
        ("重复", "approved", ["received", "pending_review", "approved"]),
    ],
)
async def test_a_certificate_goes_to_the_customs_and_comes_back(
    there: There, remark: str, status: str, steps: list[str]
) -> None:
    """OutBox to SentBox, receipts in the InBox; the message is answered, the journal tells each step once."""
    await declared_to_customs(there, remark)
    await until(stands(NUMBER, status))
    assert await _steps(NUMBER) == steps
    assert await _states() == ["answered"]
    assert [path.suffix for path in (there.gacc / "SentBox").iterdir()] == [".xml"]


async def test_what_the_customs_refuse_at_the_door_fails_with_the_reason(there: There) -> None:
    await declared_to_customs(there, "拒收")
    await until(stands(NUMBER, "failed"))
    notes = [row["note"] for row in await database.fetch("select note from journal")]
    assert notes == ["导入客户端发送失败：报文校验未通过：收货人不能为空"]
    assert await _states() == ["failed"]


async def test_the_last_word_counts_in_whatever_order_answers_come(there: There) -> None:
    await declared_to_customs(there, "乱序")
    await until(stands(NUMBER, "approved"))
    async with asyncio.timeout(10):
        while len(await _steps(NUMBER)) < 3:
            await gacc.scan_once()
            await receive_once()
            await datasync.apply_once()
            await asyncio.sleep(0.1)
    assert await stands(NUMBER, "approved")()


@pytest.mark.parametrize(
    ("remark", "status"), [("", "approved"), ("故障", "approved"), ("失败", "failed"), ("拒收", "failed")]
)
async def test_ccpit_is_posted_to_and_posts_back(there: There, remark: str, status: str) -> None:
    """By HTTP both ways, signed; a house under repair is asked again, a refusal comes back as the reason."""
    number, message_id = "C26M000100Y40001", new_id()
    envelope = {"id": str(message_id), "kind": "certificate", "number": number, "data": {"remark": remark}}
    await sent(there, Key("ccpit_certificate", number), message_id, orjson.dumps(envelope))

    async def done() -> bool:
        await database.execute("update outgoing set due_at = created_at where state = 'new'")
        return await stands(number, status)()

    await until(done)
    assert await _states() == ["failed" if remark == "拒收" else "answered"]
