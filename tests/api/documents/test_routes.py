"""单证 by HTTP: one search over every kind, the journal in words, open work; licences among them."""

from typing import Any

from api import documents
from api.documents import advance
from tests.api.documents.makers import a_document, a_move, an_approved
from tests.api.people.makers import a_client, a_token, at_work, founded

BASE = "/api/v1/documents"
NUMBER = "E26M000100Y40001"


async def test_search_journal_and_open_work_speak_chinese(db: str) -> None:
    enterprise, boss = await founded()
    certificate = await an_approved(enterprise.id, NUMBER)
    await documents.also_known_as(certificate, {"invoice": ["2F47S93D"]})
    async with a_client(await a_token(boss)) as client:
        (hit,) = (await client.get(f"{BASE}/search", params={"text": "2f47 s93d"})).json()
        assert (hit["found_by"], hit["document"]["kind_label"], hit["document"]["status_label"]) == (
            "发票号", "海关原产地证", "审核通过"
        )  # fmt: skip
        (step,) = (await client.get(f"{BASE}/{certificate}/journal")).json()
        assert (step["step_label"], step["late"], step["occurred_at"]) == (
            "审核通过",
            False,
            "2026-11-21T09:00:00+08:00",
        )
        lists = (await client.get(f"{BASE}/todo")).json()
        assert [(each["label"], each["open"]) for each in lists][:2] == [("待打印", 1), ("待补录", 1)]
        (waiting,) = (await client.get(f"{BASE}/todo/print")).json()["items"]
        assert waiting["number"] == NUMBER
        ticked = await client.delete(f"{BASE}/todo/print/{certificate}")
        assert (ticked.status_code, ticked.json()["number"]) == (200, NUMBER)
        assert (await client.get(f"{BASE}/todo/print")).json()["total"] == 0
        assert (await client.get(f"{BASE}/{certificate}")).json()["number"] == NUMBER


async def test_lists_are_narrowed_by_kind_status_and_number(db: str) -> None:
    enterprise, boss = await founded()
    await an_approved(enterprise.id, NUMBER)
    licence = await a_document(enterprise.id, "XK2026/1", "licence")
    await advance(a_move(licence, "received", 1))
    async with a_client(await a_token(boss)) as client:

        async def numbers(path: str, **asked: Any) -> list[str]:
            return [each["number"] for each in (await client.get(path, params=asked)).json()["items"]]

        assert await numbers(BASE) == ["XK2026/1", NUMBER]
        assert await numbers(BASE, kinds=["licence", "declaration"]) == ["XK2026/1"]
        assert await numbers(BASE, statuses=["approved"], number="00Y4") == [NUMBER]
        assert await numbers(BASE, number="%") == []
        assert await numbers("/api/v1/licences", status="received", number="xk2026") == ["XK2026/1"]
        assert await numbers("/api/v1/licences", status="approved") == []
        one = await client.get("/api/v1/licences/xk2026/1")
        assert (one.json()["status_label"], one.status_code) == ("已接收", 200)
        assert (await client.get(f"/api/v1/licences/{NUMBER}")).status_code == 404


async def test_a_stranger_finds_nothing(db: str) -> None:
    enterprise, _ = await founded()
    certificate = await an_approved(enterprise.id, NUMBER)
    _, other = await founded("neighbour", "91110000600037341L")
    async with a_client(await a_token(other)) as client:
        assert (await client.get(f"{BASE}/search", params={"text": NUMBER})).json() == []
        assert (await client.get(f"{BASE}/{certificate}/journal")).status_code == 404
        assert (await client.get(BASE)).json()["total"] == 0
    assert (await documents.page(await at_work(other), documents.Wanted()))[1] == 0
