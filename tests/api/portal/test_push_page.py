"""The page 状态推送 in a browser: choose, follow, see it listed, cancel, close."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from subscriptions.models import Subscription
from tests.api.people.makers import a_client
from tests.api.world import NUMBER, World, a_world

ALL = {"channel": "telegram", "level": "enterprise", "content": "trade/origin/ccpit"}


@pytest.fixture
async def world(db: str, valkey: str) -> World:
    return await a_world()


@pytest.fixture
async def admin(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The 管理员, reachable on Telegram alone."""
    async with a_client(await world.knocks_as("admin")) as client:
        yield client


@pytest.mark.feature("PUSH-01", "PUSH-02", "PUSH-12", "PUSH-16", "PUSH-17", "PUSH-18", "PUSH-27")
async def test_the_page_asks_channel_way_and_content_and_lists_nothing_yet(admin: httpx.AsyncClient) -> None:
    text = (await admin.get("/h5/push")).text
    for words in (
        "状态推送",
        "请选择推送方式",
        "请选择订阅方式",
        "请选择订阅内容",
        "系统提供原产地证状态订阅功能",
        "进出口订阅",
    ):
        assert words in text
    assert "请先关注微信公众号, 使用用户绑定功能" in text
    assert "未查询到数据" in text
    assert re.search(r'value="wechat" disabled', text)
    assert re.search(r'value="telegram">', text)


@pytest.mark.feature("PUSH-01", "PUSH-23", "PUSH-24", "PUSH-25", "PUSH-26")
async def test_what_is_chosen_is_followed_listed_and_cancelled(admin: httpx.AsyncClient) -> None:
    made = await admin.post("/h5/push", data=ALL)
    assert "已按企业订阅：贸促会原产地证。推送方式：Telegram。" in made.text
    row = await Subscription.get()
    assert (row.level, row.content, row.channel) == ("enterprise", "trade/origin/ccpit", "telegram")
    assert "Telegram · 贸促会原产地证" in made.text
    gone = await admin.post("/h5/push/cancellation", data={"id": str(row.id)})
    assert "已取消 1 项。" in gone.text
    assert (await Subscription.get()).cancelled_at is not None
    assert "取消订阅</button>" not in gone.text


@pytest.mark.feature("PUSH-13")
async def test_a_document_is_followed_by_its_number(admin: httpx.AsyncClient) -> None:
    made = await admin.post("/h5/push", data={"channel": "telegram", "level": "document", "number": NUMBER})
    assert f"已订阅这份证书：{NUMBER}" in made.text


@pytest.mark.parametrize(
    ("choice", "status"),
    [({**ALL, "channel": ""}, 422), ({**ALL, "content": ""}, 422), ({**ALL, "channel": "sms"}, 409),
     ({**ALL, "level": "document", "number": "E261026902330999"}, 404)],
)  # fmt: skip
async def test_what_is_missing_or_not_allowed_stands_beside_the_form(
    admin: httpx.AsyncClient, choice: dict[str, str], status: int
) -> None:
    answer = await admin.post("/h5/push", data={name: value for name, value in choice.items() if value})
    assert (answer.status_code, answer.text.count('role="alert"')) == (status, 1)
    assert "<form" in answer.text
    assert not await Subscription.exists()


@pytest.mark.feature("PUSH-28")
async def test_the_page_is_closed_without_changing_anything(admin: httpx.AsyncClient) -> None:
    """关闭操作 leads back to one's account, as a plain link: what was chosen and not sent is forgotten."""
    found = re.search(r'<a href="([^"]+)">关闭操作</a>', (await admin.get("/h5/push")).text)
    assert found
    assert (await admin.get(found[1])).status_code == 200
    assert not await Subscription.exists()


async def test_a_stranger_is_asked_to_sign_in(world: World) -> None:
    async with a_client() as browser:
        answer = await browser.get("/h5/push")
        assert (answer.status_code, answer.headers["location"]) == (303, "/h5/sign-in?next=%2Fh5%2Fpush")
