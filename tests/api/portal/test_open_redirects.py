"""Nobody is sent off the site by a link to it: sixty payloads at every door that takes a page to go on to (B-2)."""

from typing import Final
from urllib.parse import quote, urlsplit

import httpx
import pytest

from kit import settings
from sandbox.serving import Running
from tests.api.people import makers
from tests.api.people.makers import BASE
from tests.api.portal.phone import GAO, OWN, Phone, bound, in_wechat, parse_query
from tests.api.world import World, a_world

PAYLOADS: Final = (
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "//\\evil.example",
    "https://evil.example",
    "http://evil.example",
    "HTTPS://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https:\\\\evil.example",
    "ftp://evil.example",
    "//evil.example/h5/me",
    "//evil.example%2f..",
    "//127.0.0.1:8000@evil.example",
    "https://127.0.0.1:8000@evil.example/h5/me",
    "http://127.0.0.1:8000.evil.example/h5/me",
    "@evil.example",
    "/h5/me@evil.example",
    "/h5/@evil.example",
    ".evil.example",
    "/.evil.example",
    "/..//evil.example",
    "/h5/..//evil.example",
    "/h5/../..//evil.example",
    "/h5/%2e%2e//evil.example",
    "/h5//evil.example",
    "/h5/\\evil.example",
    "/%2f%2fevil.example",
    "%2f%2fevil.example",
    "/%5cevil.example",
    "/h5/%5c%5cevil.example/x:y",
    "%252f%252fevil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/h5/me\r\nLocation: https://evil.example",
    "/h5/me%0d%0aLocation:%20https://evil.example",
    "/h5/me\x00//evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:x",
    "file:///etc/passwd",
    "weixin://dl/business",
    "//еvil.example",
    "//xn--vil-dma.example",
    "//evil。example",
    "／／evil.example",
    "/／evil.example",
    "//[::1]/",
    "//3232235521/",
    "//0x7f.1/",
    "/h5/me?next=//evil.example",
    "/h5/me#//evil.example",
    "?next=//evil.example",
    "/h5/wechat/start?next=//evil.example",
    "/dev/chat",
    "/api/v1/me",
)


@pytest.fixture
async def world(db: str, valkey: str) -> World:
    return await a_world()


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many requests from one address would be slowed down."""
    monkeypatch.setattr("api.people.pace.PER_STRANGER", 10_000)
    settings.forget()


def is_ours(answer: httpx.Response) -> bool:
    """Tell whether an answer leads nowhere, or to a page of ours; `\\` and control characters count as browsers do."""
    where = answer.headers.get("location")
    if where is None:
        return True
    seen = "".join(each for each in where if each > " ").replace("\\", "/")
    host = urlsplit(seen).netloc
    return seen.startswith("/h5/") and not seen.startswith("//") and not host


def test_there_are_sixty_of_them() -> None:
    assert len(set(PAYLOADS)) >= 60


async def test_none_leads_off_the_site_at_any_door(world: World, outside: Running, unhurried: None) -> None:
    """The way through WeChat, the sign-in by password, and the links that both pages show."""
    await bound(world)
    for payload in PAYLOADS:
        async with in_wechat(outside) as phone:
            assert await _through_wechat(phone, payload) == "/h5/me", payload
        async with in_wechat(outside) as phone:
            form = await phone.browser.get(f"/h5/sign-in?next={quote(payload)}")
            assert 'name="next" value="/h5/me"' in form.text, payload
            assert "evil" not in form.text, payload
            typed = {"login": "operator", "password": makers.PASSWORD, "next": payload}
            signed = await phone.browser.post("/h5/sign-in", data=typed, headers=OWN)
            assert (signed.status_code, signed.headers["location"]) == (303, "/h5/me"), payload
            straight = await phone.browser.get(f"/h5/wechat/start?next={quote(payload)}")
            assert straight.headers["location"] == "/h5/me", payload


async def _through_wechat(phone: Phone, payload: str) -> str:
    there = await phone.browser.get(f"/h5/wechat/start?next={quote(payload)}")
    asked = there.headers["location"]
    assert asked.startswith(f"{phone.outside.base}/connect/oauth2/authorize?"), payload
    assert parse_query(asked)["redirect_uri"] == f"{BASE}/h5/wechat", payload
    back = await phone.browser.get(await phone.returns(asked))
    assert is_ours(back), payload
    return back.headers["location"]


async def test_what_stands_in_the_address_itself_leads_nowhere_else(
    world: World, outside: Running, unhurried: None
) -> None:
    """A page's own address is what is wanted afterwards: a strange one, too."""
    async with in_wechat(outside, GAO) as phone:
        for payload in PAYLOADS:
            answer = await phone.browser.get(f"/h5/co/{quote(payload, safe='')}?next={quote(payload, safe='')}")
            assert is_ours(answer), payload
            told = {"code": payload, "state": payload, "next": payload}
            forged = await phone.browser.get("/h5/wechat", params=told)
            assert (forged.status_code, is_ours(forged)) == (400, True), payload
