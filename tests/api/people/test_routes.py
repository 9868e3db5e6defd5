"""From sign-in to a bound chat and a proven phone, over HTTP as a page would do it."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from xml.etree import ElementTree as ET

import httpx
import pytest

from api import people
from api.people import memberships, tickets
from api.people.models import Person
from kit import database, settings
from kit.clock import now
from kit.ids import new_id
from sandbox.serving import Running
from tests.api.people import makers
from tests.api.people.makers import CREDIT_CODE, MOBILE, OTHER_MOBILE, OTHER_PASSWORD, PASSWORD, a_client

API = "/api/v1"
OPENID = "oGZUI0egBJY1zhBYw2KhdUfwVJJE"


@pytest.fixture
async def client(db: str, valkey: str) -> AsyncIterator[httpx.AsyncClient]:
    """The 管理员 of an enterprise, signed in as a browser is; the second factor is taken as proven."""
    await makers.founded()
    async with a_client() as made:
        made.headers["Sec-Fetch-Site"] = "same-origin"
        answer = await made.post(f"{API}/session", json={"login": "boss", "password": PASSWORD})
        assert answer.status_code == 201
        await database.execute("update sessions set proven_at = $1", now())
        yield made


async def said(work: object) -> dict[str, object]:
    """The JSON of a successful answer."""
    answer: httpx.Response = await work  # type: ignore[misc]
    assert answer.is_success, answer.text
    return answer.json()  # type: ignore[no-any-return]


@pytest.mark.feature("USER-11")
async def test_me_is_who_i_am_and_for_whom_i_act(client: httpx.AsyncClient) -> None:
    me = await said(client.get(f"{API}/me"))
    assert (me["name"], me["role_name"], me["scopes"]) == ("高永欣", "管理员", None)
    assert me["greeting"] == "欢迎您, 高永欣"
    assert me["enterprise"]["credit_code"] == CREDIT_CODE  # type: ignore[index]
    found = await said(client.get(f"{API}/enterprises?size=1"))
    assert (found["total"], found["page"], found["size"], len(found["items"])) == (1, 1, 1, 1)  # type: ignore[arg-type]
    assert (await said(client.get(f"{API}/enterprises?page=2")))["items"] == []


async def test_times_are_told_in_shanghai(client: httpx.AsyncClient) -> None:
    """Contract: RFC 3339 with +08:00."""
    member = (await said(client.get(f"{API}/memberships")))["items"][0]  # type: ignore[index]
    assert member["granted_at"].endswith("+08:00")


@pytest.mark.feature("PUSH-09", "PUSH-11")
async def test_a_chat_is_bound_by_scan(client: httpx.AsyncClient, outside: Running) -> None:
    """The QR code is the platform's, drawn by us; both sides confirm; the list shows it masked."""
    opened = await said(client.post(f"{API}/bindings/tickets", json={"channel": "wechat"}))
    assert ET.fromstring(str(opened["svg"])).tag.endswith("svg")
    scene = next(each.scene for each in outside.world.wechat.scenes.values())
    place = f"{API}/bindings/tickets/{opened['id']}"
    watching = asyncio.create_task(client.get(place, params={"wait": 20}))
    await asyncio.sleep(0.2)
    assert (await tickets.scanned(scene, "wechat", OPENID)).account == "B***S"
    seen = (await asyncio.wait_for(watching, 5)).json()
    assert (seen["state"], seen["address"]) == ("scanned", "…VJJE")
    assert (await client.post(f"{place}/confirmation")).json()["code"] == "ticket_unconfirmed"
    await tickets.confirm_on_phone(scene, "wechat", OPENID)
    assert await said(client.post(f"{place}/confirmation")) == {"channel": "wechat", "address": "…VJJE"}
    assert (await said(client.get(f"{API}/bindings")))["items"] == [{"channel": "wechat", "address": "…VJJE"}]
    assert (await client.delete(f"{API}/bindings/wechat")).status_code == 204
    assert await people.actor_for_address("wechat", OPENID) is None


async def test_telegram_is_bound_by_a_deep_link(client: httpx.AsyncClient, outside: Running) -> None:
    """With consent, and the bot's own name in the link."""
    wish = {"channel": "telegram", "consent": True}
    url = str((await said(client.post(f"{API}/bindings/tickets", json=wish)))["url"])
    assert url.startswith("https://t.me/")
    scene = url.partition("?start=")[2]
    assert (await tickets.scanned(scene, "telegram", "70001")).enterprise == "陕西示例***责任公司"


async def test_a_platform_out_of_reach_is_weather(
    client: httpx.AsyncClient, outside: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503, come back later: no refusal, no fault."""
    monkeypatch.setenv("HUIZHI_WECHAT_API_BASE", "http://127.0.0.1:9")
    monkeypatch.setenv("HUIZHI_TELEGRAM_API_BASE", "http://127.0.0.1:9")
    settings.forget()
    for channel in ("wechat", "telegram"):
        wish = {"channel": channel, "consent": True}
        assert (await client.post(f"{API}/bindings/tickets", json=wish)).status_code == 503


@pytest.mark.feature("PUSH-05", "PUSH-06")
async def test_a_phone_is_proven_over_http(client: httpx.AsyncClient) -> None:
    """Code, wrong code, right code; then another phone takes the password."""
    sent = await said(client.post(f"{API}/phones/code", json={"mobile": MOBILE}))
    assert (sent["mobile"], sent["resend_after"]) == ("138****8000", 60)
    code = await makers.last_code()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    refused = (await client.post(f"{API}/phones/proof", json={"mobile": MOBILE, "code": wrong})).json()
    assert refused["detail"] == "验证码不对，还可以再试 4 次。"
    proven = await said(client.post(f"{API}/phones/proof", json={"mobile": MOBILE, "code": code}))
    assert proven == {"channel": "sms", "address": "138****8000"}
    await said(client.post(f"{API}/phones/code", json={"mobile": OTHER_MOBILE}))
    other = {"mobile": OTHER_MOBILE, "code": await makers.last_code(OTHER_MOBILE)}
    assert (await client.post(f"{API}/phones/proof", json=other)).json()["code"] == "reauthentication_required"
    await said(client.post(f"{API}/phones/proof", json=other | {"password": PASSWORD}))


async def test_haste_is_told_when_to_come_back(client: httpx.AsyncClient) -> None:
    """429 with Retry-After, in the header and in the sentence."""
    await said(client.post(f"{API}/phones/code", json={"mobile": MOBILE}))
    refused = await client.post(f"{API}/phones/code", json={"mobile": MOBILE})
    assert refused.status_code == 429
    assert 55 <= int(refused.headers["retry-after"]) <= 60
    assert refused.json()["detail"] == f"验证码发送太频繁，请{refused.headers['retry-after']}秒后再试。"


async def test_an_operator_is_entered_signs_in_and_is_let_go(client: httpx.AsyncClient) -> None:
    """我的操作员 from first to last, with the initial password replaced at the first sign-in."""
    wish = {
        "login": "Clerk",
        "name": "李四",
        "mobile": MOBILE,
        "password": OTHER_PASSWORD,
        "id_card": makers.an_id_card(),
    }
    made = await said(client.post(f"{API}/persons", json=wish))
    assert (made["login"], made["mobile"], made["role_name"]) == ("clerk", "138****8000", "经办人")
    async with a_client() as clerk:
        sign_in = {"login": "clerk", "password": OTHER_PASSWORD, "keep": "token"}
        assert (await clerk.post(f"{API}/session", json=sign_in)).json()["code"] == "password_change_required"
        fresh = sign_in | {"new_password": "thirteen cranes over the lake"}
        token = (await said(clerk.post(f"{API}/session", json=fresh)))["token"]
        clerk.headers["Authorization"] = f"Bearer {token}"
        assert (await said(clerk.get(f"{API}/me")))["role"] == "operator"
        assert (await client.delete(f"{API}/memberships/{made['id']}")).status_code == 204
        assert (await said(clerk.get(f"{API}/me")))["role"] == "none"


async def test_a_token_is_shown_once(client: httpx.AsyncClient) -> None:
    made = await said(client.post(f"{API}/tokens", json={"name": "ERP", "scopes": ["follow", "read"]}))
    listed = await client.get(f"{API}/tokens")
    assert listed.json()["items"][0]["scopes"] == ["read", "follow"]
    assert str(made["token"]) not in listed.text
    assert (await client.delete(f"{API}/tokens/{made['id']}")).status_code == 204
    assert (await said(client.get(f"{API}/tokens")))["total"] == 0


async def test_lists_show_nothing_of_a_neighbour(client: httpx.AsyncClient) -> None:
    """T-3: canaries of enterprise A in every list that enterprise B may ask for."""
    boss = await makers.at_work(await Person.get(login="boss"))
    await makers.an_operator(boss, "canary-clerk")
    await said(client.post(f"{API}/tokens", json={"name": "canary-token", "scopes": ["read"]}))
    _, neighbour = await makers.founded("neighbour", makers.OTHER_CREDIT_CODE, name="沈阳某报关行")
    async with a_client(await makers.a_token(neighbour)) as other:
        for path in ("me", "enterprises", "memberships", "tokens", "bindings", "deliveries"):
            answer = await other.get(f"{API}/{path}")
            assert answer.status_code == 200
            assert "canary" not in answer.text
            assert "陕西示例" not in answer.text


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_foreign_and_missing_take_as_long(client: httpx.AsyncClient) -> None:
    """T-2: medians over sixty requests differ by no more than five milliseconds."""
    _, neighbour = await makers.founded("neighbour", makers.OTHER_CREDIT_CODE)
    actor = await makers.at_work(neighbour)
    foreign = (await memberships.of_enterprise(actor))[0].id
    taken: dict[bool, list[float]] = {True: [], False: []}
    for n in range(60):
        which = foreign if n % 2 else new_id()
        began = time.perf_counter()
        assert (await client.delete(f"{API}/memberships/{which}")).status_code == 404
        taken[which == foreign].append(time.perf_counter() - began)
    known, unknown = (statistics.median(each) for each in taken.values())
    assert abs(known - unknown) < 0.005
