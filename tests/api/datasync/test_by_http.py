"""数据同步 as a page meets it: the list's eight columns after every kind of end, and results that come days later."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
import time_machine

from api import datasync
from api.people import Actor
from kit.clock import in_shanghai, now
from tests.api.datasync import makers
from tests.api.people import makers as people

BASE = "/api/v1/datasync"


@dataclass(frozen=True)
class Page:
    """The page 数据同步 of an enterprise, and what CCPIT tells of its requests."""

    client: httpx.AsyncClient
    boss: Actor

    async def ask(self, kind: str) -> Any:
        """Press one of the two buttons; the answer as the page gets it."""
        answer = await self.client.post(f"{BASE}/{kind}")
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def answered(self, told: Any, step: str = "success", **more: Any) -> None:
        sync = await datasync.read(self.boss, told["sync"]["id"])
        await makers.ccpit_says(sync, step, **more)

    async def rows(self, **asked: str) -> list[tuple[Any, ...]]:
        """序号, 同步类型, 同步状态, 操作用户, 同步数量, 备注 of each line."""
        items = (await self.client.get(BASE, params=asked)).json()["items"]
        columns = ("no", "kind_label", "status_label", "login", "quantity", "remark")
        return [tuple(each[name] for name in columns) for each in items]


@pytest.fixture
async def page(db: str, valkey: str) -> AsyncIterator[Page]:
    boss = await makers.a_boss()
    async with people.a_client(await people.a_token(boss.person_id)) as client:
        yield Page(client, boss)


@pytest.mark.feature("SYNC-11", "SYNC-14", "SYNC-15", "SYNC-18", "SYNC-19", "SYNC-20", "SYNC-21", "SYNC-22")
async def test_the_list_tells_every_end_in_the_manuals_words_the_latest_first(page: Page) -> None:
    for kind, step, data in (
        ("company", "failed", {}),
        ("company", "success", {"company": {"name_en": "DAL"}}),
        ("products", "failed", {}),
        ("products", "success", {"products": [makers.a_product(n) for n in range(6)]}),
        ("products", "success", {"products": [makers.a_product(n) for n in range(7)]}),
    ):
        await page.answered(await page.ask(kind), step, **data)
    assert await page.rows() == [
        (1, "商品备案", "同步成功", "gayongxin", 7, "商品备案同步成功,其中6条商品备案已在上次同步完成!"),
        (2, "商品备案", "同步成功", "gayongxin", 6, "商品备案同步成功"),
        (3, "商品备案", "同步失败", "gayongxin", 0, "同步贸促会商品信息失败,请再次同步"),
        (4, "企业信息", "同步成功", "gayongxin", 1, "企业备案信息同步成功"),
        (5, "企业信息", "同步失败", "gayongxin", 0, "同步贸促会企业信息失败,请再次同步"),
    ]
    assert [row[1] for row in await page.rows(kind="company")] == ["企业信息"] * 2


@pytest.mark.feature("SYNC-16", "SYNC-17")
async def test_it_waits_as_running_until_ccpit_says_success_in_either_word(page: Page) -> None:
    told = await page.ask("products")
    assert await page.rows() == [(1, "商品备案", "同步中", "gayongxin", 0, "")]
    refused = await page.client.post(f"{BASE}/products")
    assert (refused.status_code, refused.json()["detail"]) == (409, "商品备案正在同步中，请稍后点击“刷新”查看结果。")
    await page.answered(told, "completed", products=[])
    assert await page.rows() == [(1, "商品备案", "同步成功", "gayongxin", 0, "商品备案同步成功")]


@pytest.mark.feature("SYNC-24")
async def test_a_result_of_four_days_later_is_applied_shown_with_both_days_and_pushed(page: Page) -> None:
    """操作时间 stays the day of the click, 更新时间 is the day of the answer; nothing was given up meanwhile."""
    begun = now()
    told = await page.ask("company")
    with time_machine.travel(begun + timedelta(days=4), tick=True):
        await datasync.ask_again()
        await page.answered(told, company={"name_en": "DAL INTERNATIONAL"})
        token = await people.a_token(page.boss.person_id)
        async with people.a_client(token) as client:
            (line,) = (await client.get(BASE)).json()["items"]
            shown = (await client.get(f"{BASE}/{line['id']}")).json()
    assert line["status_label"] == "同步成功"
    assert line["requested_at"][:10] == f"{in_shanghai(begun):%Y-%m-%d}"
    assert line["updated_at"][:10] == f"{in_shanghai(begun + timedelta(days=4)):%Y-%m-%d}"
    assert [each["after"] for each in shown["changes"]] == ["DAL INTERNATIONAL"]
    assert await makers.briefs() == ["数据同步·企业信息 同步成功 请到数据同步页面查看"]


@pytest.mark.feature("SYNC-01", "SYNC-07", "SYNC-08", "SYNC-09", "SYNC-10", "SYNC-12", "SYNC-23")
async def test_the_page_is_told_over_http(page: Page) -> None:
    told = (await page.client.get(f"{BASE}/choices")).json()
    assert (told["title"], [each["button"] for each in told["kinds"]]) == (
        "数据同步",
        ["同步企业信息", "同步商品备案信息"],
    )
    assert told["columns"] == ["序号", "同步类型", "同步状态", "操作用户", "操作时间", "更新时间", "同步数量", "备注"]
    assert told["also_called"] == {"操作用户": "请求用户", "操作时间": "请求时间", "同步成功": "同步完成"}
    assert [each["caption"] for each in told["kinds"]] == [
        "同步企业在贸促会的注册信息及企业变更信息",
        "同步企业在贸促会已备案的商品信息，以便直接申请优惠原产地证",
    ]
    assert any("需点击页面“刷新”按钮将同步数据的结果更新至列表中" in hint for hint in told["hints"])
    assert "同步列表可查看同步历史信息" in told["hints"]
