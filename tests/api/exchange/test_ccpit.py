"""CCPIT's gateway: signed JSON, the same id however often; refused for good only where the message is at fault."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from api.documents import Document
from api.exchange import alerts, post, receive_once, sending
from api.exchange.outgoing import Outgoing
from kit import database, http, settings, signing
from kit.clock import now
from tests.api.documents.makers import a_document
from tests.api.exchange.answering import Answering, answering
from tests.api.exchange.letters import inbox_rows
from tests.api.exchange.test_outgoing import a_message, rows
from tests.api.exchange.test_sending import lease_over, states

KEY = "the-key-shared-with-ccpit-32-characters"


@pytest.fixture
async def ccpit(db: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Answering]:
    """CCPIT's side of the wire: it answers as the test says, and keeps what it was asked."""
    async with answering() as server:
        monkeypatch.setenv("HUIZHI_EXCHANGE_CCPIT_URL", f"{server.base}/messages")
        monkeypatch.setenv("HUIZHI_EXCHANGE_CCPIT_KEY", KEY)
        settings.forget()
        yield server
        await http.close()


async def a_post(**changes: Any) -> Outgoing:
    message = await a_message(gateway="ccpit", body=json.dumps({"kind": "certificate"}).encode(), **changes)
    await post(message)
    return message


async def test_what_is_posted_is_signed_over_its_id_and_body(ccpit: Answering) -> None:
    message = await a_post()
    await sending.send_once()
    (asked,) = ccpit.asked
    headers = asked.headers
    assert headers["x-huizhi-id"] == str(message.id)
    assert asked.body == message.body
    assert signing.is_genuine(
        KEY, str(message.id), headers["x-huizhi-timestamp"], asked.body, headers["x-huizhi-signature"]
    )
    assert await states() == ["sent"]


@pytest.mark.parametrize("status", [200, 202, 409])
async def test_yes_and_had_it_before_are_both_sent(ccpit: Answering, status: int) -> None:
    ccpit.status = status
    await a_post()
    await sending.send_once()
    assert await states() == ["sent"]


@pytest.mark.parametrize("status", [302, 401, 404, 429, 500, 503])
async def test_another_fault_than_the_messages_is_tried_again_with_the_same_id(ccpit: Answering, status: int) -> None:
    ccpit.status = status
    await a_post()
    await sending.send_once()
    (row,) = await rows()
    assert (row["state"], row["explanation"]) == ("new", f"贸促会系统暂时不能接收（HTTP {status}）。")
    assert database.as_time(row["due_at"]) > now()
    ccpit.status = 202
    await lease_over()
    await sending.send_once()
    assert await states() == ["sent"]
    assert len({each.headers["x-huizhi-id"] for each in ccpit.asked}) == 1


async def test_silence_is_tried_again(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_EXCHANGE_CCPIT_URL", "http://127.0.0.1:1/messages")
    monkeypatch.setenv("HUIZHI_EXCHANGE_CCPIT_KEY", KEY)
    settings.forget()
    await a_post()
    await sending.send_once()
    assert [(row["state"], row["explanation"]) for row in await rows()] == [("new", "贸促会系统没有应答。")]
    await http.close()


async def test_a_busy_gateway_is_waited_for_as_long_as_it_asks(ccpit: Answering) -> None:
    ccpit.status, ccpit.headers = 503, {"Retry-After": "900"}
    await a_post()
    await sending.send_once()
    assert database.as_time((await rows())[0]["due_at"]) > now() + timedelta(seconds=880)


async def test_a_refused_message_fails_with_the_authoritys_reason(ccpit: Answering) -> None:
    """4xx: never sent again; the document hears 贸促会接收失败 with the words of the answer."""
    ccpit.status, ccpit.body = 422, json.dumps({"detail": "收货人不能为空"}).encode()
    first = await a_message()
    document = await a_document(first.enterprise_id, "26C2102M9997/00001", "ccpit_certificate")
    await a_post(enterprise_id=first.enterprise_id, document_id=document)
    await sending.send_once()
    await receive_once()
    assert (await rows())[0]["explanation"] == "贸促会系统拒收：收货人不能为空"
    assert (await Document.get(id=document)).status_label == "贸促会接收失败"
    assert [state for state, _ in await inbox_rows()] == ["applied"]


async def test_after_three_days_of_silence_a_message_is_given_up(ccpit: Answering) -> None:
    ccpit.status = 503
    await a_post()
    await database.execute("update outgoing set tries = 440")
    await sending.send_once()
    assert (await rows())[0]["explanation"] == "三天内未能送达：贸促会系统暂时不能接收（HTTP 503）。"
    assert await states() == ["failed"]


async def test_the_operator_hears_of_a_gateway_that_stays_away(ccpit: Answering) -> None:
    ccpit.status = 503
    await a_post()
    for _ in range(6):
        await lease_over()
        await sending.send_once()
    assert [(each.kind, each.key) for each in await alerts.standing()] == [("gateway", "ccpit")]
