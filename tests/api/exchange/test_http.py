"""Receipts posted by machines: the signature is asked first, and the answer comes after the commit."""

import json
import re
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import time_machine
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from api import problems
from api.exchange.gateways import http
from api.exchange.gateways.dialects import read
from api.exchange.gateways.json_messages import read as read_form
from api.exchange.readings import LARGEST, Reading
from api.exchange.routes import router
from api.exchange.schemas import ReceiptForm
from kit import signing
from tests.api.exchange.letters import answered, form, states

KEY = "a-key-of-the-portal-with-32-characters"
PATH = "/exchange/receipts/portal"


@pytest.fixture
async def portal(db: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncClient]:
    monkeypatch.setenv("HUIZHI_EXCHANGE_HTTP_KEYS", json.dumps({"portal": KEY, "other": KEY[::-1]}))
    app = FastAPI(max_body_size=1024 * 1024)
    app.include_router(router)
    for kind, handler in problems.HANDLERS.items():
        app.add_exception_handler(kind, handler)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client


def signed(body: bytes, serial: str = "r-1", at: float = 0, **changes: str) -> dict[str, str]:
    timestamp = int(time.time() + at)
    headers = {
        "X-Huizhi-Id": serial,
        "X-Huizhi-Timestamp": str(timestamp),
        "X-Huizhi-Signature": signing.sign(KEY, serial, timestamp, body),
    }
    return headers | changes


async def post(client: AsyncClient, body: bytes, path: str = PATH, **changes: Any) -> Response:
    return await client.post(path, content=body, headers=signed(body, **changes))


async def test_a_signed_receipt_is_stored_once(portal: AsyncClient) -> None:
    """202 with stored, and the same id again is answered as gladly and stored no second time (R-2)."""
    body = form(kind="licence", number="XK1", step="approved")
    for stored in (True, False):
        answer = await post(portal, body)
        assert (answer.status_code, answer.json()) == (202, {"stored": stored})
    assert await states() == ["new"]


async def test_whatever_is_signed_is_stored_before_it_is_understood(portal: AsyncClient) -> None:
    for serial, body in {"1": answered("5"), "2": b"", "3": b"\xff\xfe\x00", "4": b"x" * LARGEST}.items():
        assert (await post(portal, body, serial=serial)).status_code == 202
    assert await states() == ["new"] * 4


@pytest.mark.parametrize(
    "changes",
    [
        {"X-Huizhi-Signature": "0" * 64},
        {"X-Huizhi-Signature": ""},
        {"X-Huizhi-Signature": "ü"},
        {"X-Huizhi-Timestamp": "yesterday"},
        {"X-Huizhi-Timestamp": ""},
        {"X-Huizhi-Id": "another"},
        {"X-Huizhi-Id": ""},
        {"X-Huizhi-Id": "x" * 201},
    ],
)
async def test_a_forged_receipt_is_refused_and_not_stored(portal: AsyncClient, changes: dict[str, str]) -> None:
    body = answered("5")
    headers = {name: value.encode() for name, value in (signed(body) | changes).items()}
    answer = await portal.post(PATH, content=body, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "签名无效或已过期。"
    assert await states() == []


@pytest.mark.parametrize(("at", "status"), [(-300, 202), (300, 202), (-301, 401), (301, 401)])
async def test_a_signature_holds_for_300_seconds(portal: AsyncClient, at: float, status: int) -> None:
    with time_machine.travel(int(time.time()), tick=False):
        assert (await post(portal, answered("5"), at=at)).status_code == status


async def test_a_stranger_another_source_and_another_body_get_the_same_answer(portal: AsyncClient) -> None:
    """Nobody learns which sources there are."""
    body = answered("5")
    answers = [
        await post(portal, body, path="/exchange/receipts/nobody"),
        await post(portal, body, path="/exchange/receipts/other"),
        await portal.post(PATH, content=body + b" ", headers=signed(body)),
    ]
    assert {(each.status_code, each.json()["code"]) for each in answers} == {(401, "bad_signature")}
    assert await states() == []


async def test_what_stands_in_for_a_missing_key_opens_no_door(portal: AsyncClient) -> None:
    """The source is open: whoever has read the stand-in and signs with it is a stranger all the same."""
    timestamp = int(time.time())
    signature = signing.sign(http._NOBODY, "r-1", timestamp, b"x")
    headers = signed(b"x") | {"X-Huizhi-Timestamp": str(timestamp), "X-Huizhi-Signature": signature}
    assert (await portal.post("/exchange/receipts/nobody", content=b"x", headers=headers)).status_code == 401


async def test_more_than_2_mib_is_refused_before_it_is_read(portal: AsyncClient) -> None:
    answer = await post(portal, b"x" * (LARGEST + 1))
    assert answer.status_code == 413
    assert await states() == []


def test_the_documented_form_is_the_one_that_is_read() -> None:
    """What the OpenAPI document calls a whole receipt is read; what it calls a kind is known."""
    fields = {
        "kind": "ccpit_certificate", "number": "C1", "step": "approved", "occurred_at": "2026-11-21T09:12:00+08:00",
        "note": "同意", "enterprise_credit_code": "91110000600037341L", "certificate_type": "C", "code": "",
        "attachment": "发票.pdf", "data": {"products": []},
    }  # fmt: skip
    assert set(fields) == set(ReceiptForm.model_fields)
    ReceiptForm.model_validate(fields)
    assert isinstance(read_form(json.dumps(fields).encode()), Reading)
    named = ReceiptForm.model_json_schema()["properties"]["kind"]["description"]
    for kind in re.findall(r"[a-z_]+", named):
        assert isinstance(read(form(kind=kind, number="1", step="unknown")), Reading), kind
