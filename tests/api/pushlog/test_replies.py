"""TD: who answers so to a short message gets no more of them, whoever carries them (ux.md §3.3)."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import httpx
import pytest

from api import following, worker
from kit import database
from kit.ids import new_id
from push import addresses
from push.channels import report
from push.channels.report import Reply
from subscriptions import follows
from subscriptions.follows import Wish
from subscriptions.models import Subscription
from subscriptions.topics import PERSON, topic
from tests.api.people.makers import MOBILE, OTHER_MOBILE, a_client

CALLS = {
    "kannel": ({"from": f"+86{MOBILE}", "text": "td "}, ""),
    "aliyun": ({}, f'[{{"phone_number":"{MOBILE}","content":"ＴＤ","dest_code":"0001","sequence_id":1}}]'),
    "tencent": ({}, f'{{"extend":"01","mobile":"{MOBILE}","nationcode":"86","sign":"","text":"退订。","time":1}}'),
}


@pytest.fixture
async def client(db: str, valkey: str) -> AsyncIterator[httpx.AsyncClient]:
    """A provider, calling."""
    async with a_client() as made:
        yield made


async def a_follower(mobile: str) -> UUID:
    """Somebody who follows by SMS and on WeChat."""
    who = new_id()
    for channel, value in (("sms", mobile), ("wechat", f"openid-{mobile}")):
        await addresses.bind(who, channel, value)
        wish = {"person_id": who, "channel": channel, "level": PERSON, "topic": topic(PERSON, who)}
        await follows.follow(Wish(**wish, content="", tenant_id=None, label=""))  # type: ignore[arg-type]
    return who


async def standing(who: UUID) -> set[str]:
    """The channels on which somebody still follows."""
    return {each.channel for each in await Subscription.filter(person_id=who, cancelled_at=None)}


@pytest.mark.feature("PUSH-03", "PUSH-25")
@pytest.mark.parametrize("provider", CALLS)
async def test_td_ends_the_short_messages_of_that_phone_alone(client: httpx.AsyncClient, provider: str) -> None:
    """However it is typed; WeChat goes on, and nothing falls back to the number until it is proven again."""
    who, other = await a_follower(MOBILE), await a_follower(OTHER_MOBILE)
    query, body = CALLS[provider]
    key = {"key": report.key(provider)}
    answer = await client.post(f"/arrivals/{provider}", params=key | query, content=body.encode())
    assert answer.status_code == 200
    assert (await standing(who), await standing(other)) == ({"wechat"}, {"sms", "wechat"})
    active = await addresses.active_for([who, other])
    assert set(active) == {(who, "wechat"), (other, "wechat"), (other, "sms")}
    line = (await database.fetch("select actor, door, target, result from audit"))[0]
    assert (line["actor"], line["target"], line["result"]) == ("sms", str(who), "1")


async def test_other_words_strangers_and_forgers_change_nothing(client: httpx.AsyncClient) -> None:
    who = await a_follower(MOBILE)
    key = {"key": report.key("kannel")}
    said = {"from": MOBILE, "text": "收到，谢谢"}
    assert (await client.get("/arrivals/kannel", params=key | said)).status_code == 200
    stranger = {"from": OTHER_MOBILE, "text": "TD"}
    assert (await client.get("/arrivals/kannel", params=key | stranger)).status_code == 200
    forged = {"from": MOBILE, "text": "TD", "key": report.key("aliyun")}
    assert (await client.get("/arrivals/kannel", params=forged)).status_code == 403
    assert (await client.get("/arrivals/kannel", params=key | {"from": MOBILE})).status_code == 422
    assert await standing(who) == {"sms", "wechat"}


async def test_saying_it_twice_is_saying_it_once(db: str) -> None:
    who = await a_follower(MOBILE)
    said = [Reply("smpp", MOBILE, "TD")]
    assert [await following.take_replies(said) for _ in range(2)] == [1, 0]
    assert await standing(who) == {"wechat"}


async def test_smpp_hears_td_too(db: str) -> None:
    """The worker's open session brings replies as well as reports."""
    who = await a_follower(MOBILE)
    await worker._smpp_said(Reply("smpp", MOBILE, "TD"))
    assert await standing(who) == {"wechat"}


async def test_the_service_that_the_manual_gives_to_kannel_reaches_us(client: httpx.AsyncClient) -> None:
    """docs/deployment.md: its get-url, with what Kannel puts in for %p and %a, ends the short messages."""
    who = await a_follower(MOBILE)
    manual = (Path(__file__).parents[3] / "docs/deployment.md").read_text("utf-8")
    url = urlsplit(manual.split('get-url = "')[1].split('"')[0])
    filled = {"<key>": report.key("kannel"), "%p": f"+86{MOBILE}", "%a": "TD"}
    query = {name: filled[value] for name, value in parse_qsl(url.query)}
    assert (await client.get(url.path, params=query)).status_code == 200
    assert await standing(who) == {"wechat"}
