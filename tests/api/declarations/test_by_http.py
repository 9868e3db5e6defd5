"""出口报关单补录 as a page meets it: either authority's certificates, four conditions, 是 and 否, odd separators."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from api import documents
from api.people import Actor
from kit.clock import in_shanghai, now
from tests.api.authorities import answer, told
from tests.api.certificates import makers as certificates
from tests.api.documents.makers import a_document, an_approved
from tests.api.people.makers import CREDIT_CODE, a_client, a_token, at_work, founded, qualified

BASE = "/api/v1/declarations/backfills"
CUSTOMS, CCPIT = "E26M000100Y40001", "26C2102M999700001"
EXPORT, SECOND, THIRD = (f"9002202600000000{n:02}" for n in (1, 2, 3))


@dataclass(frozen=True)
class Page:
    """The page of an enterprise with its CCPIT qualification."""

    client: httpx.AsyncClient
    boss: Actor

    async def issued(self, number: str, kind: str) -> UUID:
        assert self.boss.enterprise_id
        return await an_approved(self.boss.enterprise_id, number, kind)

    async def submits(self, certificate: UUID, **wish: Any) -> httpx.Response:
        return await self.client.post(f"{BASE}/{certificate}", json=wish)

    async def candidates(self, **asked: str) -> list[str]:
        found = (await self.client.get(f"{BASE}/candidates", params=asked)).json()
        return [each["number"] for each in found["items"]]


@pytest.fixture
async def page(db: str, valkey: str) -> AsyncIterator[Page]:
    _, person = await founded()
    boss = await at_work(person)
    await qualified(boss)
    async with a_client(await a_token(person)) as client:
        yield Page(client, boss)


@pytest.mark.feature("SUPP-05", "SUPP-06", "SUPP-08", "SUPP-13", "SUPP-15", "SUPP-16", "SUPP-17")
@pytest.mark.parametrize(("authority", "number"), [("customs", CUSTOMS), ("ccpit", CCPIT)], ids=["customs", "ccpit"])
async def test_either_authoritys_certificate_goes_the_same_way_to_its_final_state(
    page: Page, authority: str, number: str
) -> None:
    """Listed under its choice alone, sent with three numbers typed anyhow, refused once, sent again, 海关接收成功."""
    certificate = await page.issued(number, f"{authority}_certificate")
    other = {"customs": "ccpit", "ccpit": "customs"}[authority]
    assert (await page.candidates(authority=authority), await page.candidates(authority=other)) == ([number], [])
    typed = f" {EXPORT}，{SECOND}\n；{THIRD}、{EXPORT} "
    sent = await page.submits(certificate, exported=True, numbers=typed)
    made = sent.json()["backfill"]
    assert (sent.status_code, made["numbers"]) == (201, f"{EXPORT};{SECOND};{THIRD}")
    assert (made["certificate_no"], made["authority"], made["status_label"]) == (number, authority, "已提交")
    assert await page.candidates(authority=authority) == []
    (message,) = (await page.client.get("/api/v1/outgoing")).json()["items"]
    gate = {"customs": "海关导入客户端", "ccpit": "贸促会系统"}[authority]
    assert (message["gateway_label"], message["kind_label"], message["state_label"]) == (gate, "出口报关单补录", "待发")
    again = await page.submits(certificate, exported=True, numbers=EXPORT)
    assert (again.status_code, again.json()["detail"]) == (409, "该证书的报关单号已经提交，当前状态为“已提交”。")
    await answer("backfill", made["number"], "failed", "报关单未结关")
    assert (await page.submits(certificate, exported=True, numbers=SECOND)).status_code == 201
    await answer("backfill", made["number"], "received")
    (row,) = (await page.client.get(BASE, params={"number": number})).json()["items"]
    shown = (await page.client.get(f"{BASE}/{row['document_id']}")).json()
    assert (row["status_label"], row["numbers"]) == ("海关接收成功", SECOND)
    assert row["updated_at"] >= row["submitted_at"]
    assert row == {name: shown[name] for name in row}
    steps = [(each["step"], each["status"], each["note"]) for each in shown["history"]]
    assert steps == [
        ("录入", "暂存", ""),
        ("提交", "已提交", ""),
        ("海关接收失败", "海关接收失败", "报关单未结关"),
        ("提交", "已提交", ""),
        ("海关接收成功", "海关接收成功", ""),
    ]


@pytest.mark.feature("SUPP-11", "SUPP-12", "SUPP-14")
async def test_yes_asks_for_numbers_in_the_words_of_the_placeholder_and_no_asks_for_none(page: Page) -> None:
    certificate = await page.issued(CUSTOMS, "customs_certificate")
    for numbers in ("", " ； "):
        refused = await page.submits(certificate, exported=True, numbers=numbers)
        hint = "请输入报关单号, 若报关单号为多个, 报关单号之间用英文分号分隔"
        assert (refused.status_code, refused.json()["detail"]) == (422, hint)
    unsaid = await page.submits(certificate, numbers=EXPORT)
    assert unsaid.json()["errors"] == [{"field": "body/exported", "fault": "必填"}]
    sent = await page.submits(certificate, exported=False, numbers=EXPORT)
    assert (sent.json()["backfill"]["exported"], sent.json()["backfill"]["numbers"]) == (False, "")


@pytest.mark.feature("SUPP-04")
@pytest.mark.parametrize("step", ["released", "closed"])
async def test_a_declaration_that_is_followed_here_must_be_released_or_closed(page: Page, step: str) -> None:
    """Before, it is doubted in a sentence that names where it stands; who insists may send it all the same."""
    certificate = await page.issued(CUSTOMS, "customs_certificate")
    assert page.boss.enterprise_id
    declaration = await a_document(page.boss.enterprise_id, EXPORT, "declaration")
    await told(declaration, "examined")
    doubted = (await page.submits(certificate, exported=True, numbers=EXPORT)).json()
    assert (doubted["status"], doubted["code"]) == (409, "numbers_doubtful")
    assert f"第 1 个「{EXPORT}」现在是“已审结”，放行或结关后才能补录。" in doubted["detail"]
    await told(declaration, step)
    assert (await page.submits(certificate, exported=True, numbers=EXPORT)).status_code == 201


@pytest.mark.feature("SUPP-07")
async def test_each_of_the_four_conditions_narrows_the_list_alone_and_together(page: Page) -> None:
    """证明类型, 出口商代码, 证明创建日期 as bare days with the last one included, 证明号."""
    one = await certificates.approved(page.boss, "customs", "C")
    await page.issued(CUSTOMS, "customs_certificate")
    today = f"{in_shanghai(now()):%Y-%m-%d}"
    for asked in (
        {"type_code": "C"},
        {"exporter_code": CREDIT_CODE.lower()},
        {"number": one.number[:8].lower()},
        {"type_code": "C", "exporter_code": CREDIT_CODE, "created_from": today, "created_until": today},
    ):
        assert await page.candidates(**asked) == [one.number], asked
    both = {one.number, CUSTOMS}
    assert set(await page.candidates(created_from=today, created_until=today)) == both
    assert set(await page.candidates()) == both
    assert await page.candidates(created_until="2026-01-01") == []
    assert (await documents.get(page.boss, one.id)).status == "approved"
