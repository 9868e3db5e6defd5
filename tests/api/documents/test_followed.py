"""What is filed elsewhere and followed here, through HTTP: licences, import and export declarations, consignments."""

from collections.abc import AsyncIterator, Sequence

import httpx
import pytest

from api.people.models import Enterprise
from tests.api.authorities import answer
from tests.api.documents.makers import said
from tests.api.people.makers import OTHER_CREDIT_CODE, a_client, a_token, founded

EXPORT, IMPORT = "900220260000000001", "900220261000000001"
STORIES = {  # kind: its address, its number, the receipts as they come, and what each leaves behind
    "licence": (
        "/api/v1/licences",
        "XK20260001",
        [("received", "已接收"), ("returned", "审核不通过"), ("pending_review", "审核中"), ("approved", "审核通过")],
    ),
    "declaration": (
        "/api/v1/declarations",
        EXPORT,
        [
            ("declared", "已申报"),
            ("received", "海关已接收"),
            ("inspection", "查验"),
            ("returned", "退单"),
            ("declared", "已申报"),
            ("released", "已放行"),
            ("closed", "已结关"),
        ],
    ),
    "consignment": (
        "/api/v1/consignments",
        "610020260000001",
        [("refused", "委托接收失败"), ("accepted", "委托接收成功")],
    ),
}
pytestmark = pytest.mark.usefixtures("valkey")


@pytest.fixture
async def client(db: str) -> AsyncIterator[httpx.AsyncClient]:
    _, boss = await founded()
    async with a_client(await a_token(boss)) as client:
        yield client


@pytest.mark.parametrize("kind", STORIES)
async def test_from_the_first_receipt_to_the_last_with_what_went_wrong_between(
    client: httpx.AsyncClient, kind: str
) -> None:
    """The first receipt enters it; each one moves it, is listed and told; the last word stays."""
    base, number, receipts = STORIES[kind]
    assert (await client.get(f"{base}/{number}")).status_code == 404
    for step, label in receipts:
        note = "请核对" if step in {"returned", "refused"} else ""
        await answer(kind, number, step, note)
        one = (await client.get(f"{base}/{number.lower()}")).json()
        assert (one["number"], one["status_label"]) == (number, label)
        (line,) = (await client.get(base, params={"number": number[:6], "status": one["status"]})).json()["items"]
        history = one.pop("history")
        assert line == one
        assert (history[-1]["step"], note in history[-1]["note"]) == (step, True)
    await answer(kind, number, receipts[0][0])
    assert (await client.get(f"{base}/{number}")).json()["status_label"] == receipts[-1][1]
    found = (await client.get("/api/v1/documents/search", params={"text": number})).json()
    assert [each["number"] for each in _hits(found)] == [number]
    assert {each["facts"]["单证号"] for each in await said()} == {number}


def _hits(found: object) -> Sequence[dict[str, str]]:
    rows = found if isinstance(found, list) else found["items"]  # type: ignore[index]
    return [each.get("document", each) for each in rows]


async def test_a_declaration_says_whether_goods_came_or_left(client: httpx.AsyncClient) -> None:
    for number in (EXPORT, IMPORT):
        await answer("declaration", number, "released")
    shown = (await client.get("/api/v1/declarations")).json()["items"]
    assert {each["number"]: each["kind_label"] for each in shown} == {EXPORT: "出口报关单", IMPORT: "进口报关单"}


@pytest.mark.parametrize("kind", STORIES)
async def test_a_neighbours_one_is_a_missing_one(client: httpx.AsyncClient, kind: str) -> None:
    base, number, receipts = STORIES[kind]
    await answer(kind, number, receipts[0][0])
    _, neighbour = await founded("neighbour", OTHER_CREDIT_CODE)
    async with a_client(await a_token(neighbour)) as other:
        foreign, missing = await other.get(f"{base}/{number}"), await other.get(f"{base}/XX0")
        assert (foreign.status_code, foreign.json()["detail"]) == (404, "未查询到相关信息!")
        assert {**foreign.json(), "trace": ""} == {**missing.json(), "trace": ""}
        assert (await other.get(base)).json()["total"] == 0
    assert await Enterprise.all().count() == 2


async def test_an_unknown_step_is_kept_and_moves_nothing(client: httpx.AsyncClient) -> None:
    await answer("licence", "XK20260001", "received")
    await answer("licence", "XK20260001", "printed_on_blue_paper")
    assert (await client.get("/api/v1/licences/XK20260001")).json()["status_label"] == "已接收"
