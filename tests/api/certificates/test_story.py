"""From an empty draft to the approved receipt, over HTTP, as the manual walks through it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.certificates import forms
from api.exchange import receiving
from api.exchange.inbox import store
from kit import database
from tests.api.certificates import makers
from tests.api.people import makers as people

API = "/api/v1/certificates"


@pytest.fixture
async def client(db: str, valkey: str) -> AsyncIterator[httpx.AsyncClient]:
    """The 管理员 of a qualified enterprise, signed in."""
    actor = await makers.a_clerk()
    async with people.a_client(await people.a_token(actor.person_id)) as made:
        yield made


async def said(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def _form(**changes: Any) -> dict[str, Any]:
    return makers.basic(**changes).model_dump()


@pytest.mark.feature("CO-01", "CO-17", "CO-18", "CO-21", "CO-22", "CO-23", "CO-24", "CO-47", "CO-57", "CO-59")
async def test_a_general_certificate_from_draft_to_declared(client: httpx.AsyncClient) -> None:
    made = await said(await client.post(API, json={"authority": "ccpit", "type_code": "C"}), 201)
    assert made["form"]["etps_name"] == "陕西示例贸易有限责任公司"
    assert (made["status_label"], made["category_label"]) == ("暂存", "新建证书")
    own = f"{API}/{made['id']}"
    refused = await said(await client.post(f"{own}/goods", json=forms.GoodsForm().model_dump()), 409)
    assert refused["code"] == "basic_first"
    assert refused["detail"].startswith("基本信息暂存成功后才允许录入商品信息")
    await said(await client.put(f"{own}/basic", json={"form": _form()}))
    line = await said(await client.post(f"{own}/goods", json=makers.goods().model_dump()), 201)
    assert line["no"] == 1
    found = await said(await client.get(f"{own}/check"))
    assert found["fit"], found
    declared = await said(await client.post(f"{own}/declaration"))
    assert declared["status_label"] == "已申报"
