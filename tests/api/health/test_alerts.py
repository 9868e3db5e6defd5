"""What the operator must look at, by HTTP: listed, narrowed, closed; for the operator's token alone."""

from collections.abc import AsyncIterator

import httpx
import pytest

from api.exchange import alerts
from kit import database, settings
from kit.ids import new_id
from tests.api.people.makers import a_client
from tests.api.world import OPERATOR

URL = "/api/v1/alerts"


@pytest.fixture
async def client(db: str, valkey: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """The operator, at the door."""
    monkeypatch.setenv("HUIZHI_OPERATOR_TOKEN", OPERATOR)
    settings.forget()
    async with a_client(OPERATOR) as made:
        yield made


async def listed(client: httpx.AsyncClient, **asked: object) -> list[str]:
    answer = await client.get(URL, params=asked)
    assert answer.status_code == 200, answer.text
    return [each["key"] for each in answer.json()["items"]]


async def test_open_alerts_are_listed_with_their_count_and_masked(client: httpx.AsyncClient) -> None:
    for _ in range(3):
        await alerts.raise_alert("channel", "sms 40", "通道 sms 停止发送：13812345678 被拒")
    page = (await client.get(URL)).json()
    assert (page["total"], page["items"][0]["times"], page["items"][0]["acknowledged_at"]) == (1, 3, None)
    assert page["items"][0]["text"] == "通道 sms 停止发送：138****5678 被拒"


async def test_a_list_is_narrowed_and_paged(client: httpx.AsyncClient) -> None:
    for kind, key in (("channel", "a"), ("damaged", "b"), ("damaged", "c")):
        await alerts.raise_alert(kind, key, "x")
    assert set(await listed(client, kind="damaged")) == {"b", "c"}
    first, second = [await listed(client, size=2, page=page) for page in (1, 2)]
    assert sorted(first + second) == ["a", "b", "c"]
    assert (await client.get(URL, params={"kind": "; drop"})).status_code == 422


async def test_an_alert_is_closed_once_and_that_is_on_record(client: httpx.AsyncClient) -> None:
    await alerts.raise_alert("channel", "a", "x")
    [row] = (await client.get(URL)).json()["items"]
    answers = [await client.post(f"{URL}/{row['id']}/acknowledge") for _ in range(2)]
    assert [each.status_code for each in answers] == [204, 404]
    assert answers[1].json()["code"] == "alert_unknown"
    assert (await listed(client), await listed(client, acknowledged=True)) == ([], ["a"])
    lines = await database.fetch("select actor, action, target from audit")
    assert [(line["actor"], line["action"], line["target"]) for line in lines] == [
        ("operator", "alert.acknowledge", row["id"])
    ]
    await alerts.raise_alert("channel", "a", "x")
    assert await listed(client) == ["a"]


async def test_nobody_else_sees_them(client: httpx.AsyncClient) -> None:
    async with a_client("hzs_x") as other:
        assert (await other.get(URL)).status_code == 401
        assert (await other.post(f"{URL}/{new_id()}/acknowledge")).status_code == 401
