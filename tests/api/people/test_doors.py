"""The HTTP doors: cookies, bearers, another site's requests, whose address it is, and how often (A-2, S-6)."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from api.people import clients, pace, tokens
from api.people.tokens import TokenWish
from kit import redis, settings
from tests.api.people import makers
from tests.api.people.makers import BASE, PASSWORD, a_client

SIGN_IN = {"login": "boss", "password": PASSWORD}
SESSION = "/api/v1/session"
ME = "/api/v1/me"
OWN = {"Origin": BASE}


@pytest.fixture
async def client(db: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at a site with one enterprise, nobody signed in."""
    await makers.founded()
    async with a_client() as made:
        yield made


async def signed_in(client: httpx.AsyncClient) -> str:
    answer = await client.post(SESSION, json=SIGN_IN)
    assert answer.status_code == 201
    return answer.headers["set-cookie"]


async def test_a_browser_gets_a_cookie_that_scripts_cannot_read(client: httpx.AsyncClient) -> None:
    """HttpOnly, SameSite=Lax, no token in the body; over plain http a plain name without Secure."""
    cookie = await signed_in(client)
    assert cookie.startswith("huizhi=hzs_")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert (await client.get(ME)).json()["name"] == "高永欣"


async def test_over_https_the_cookie_is_locked_to_the_host(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A-2: __Host-, Secure, path /."""
    monkeypatch.setenv("HUIZHI_PUBLIC_URL", "https://huizhi.example")
    settings.forget()
    await makers.founded()
    async with a_client() as client:
        cookie = (await client.post(SESSION, json=SIGN_IN)).headers["set-cookie"]
    assert cookie.startswith("__Host-huizhi=")
    assert "; Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


async def test_other_clients_get_a_bearer_and_no_cookie(client: httpx.AsyncClient) -> None:
    answer = await client.post(SESSION, json=SIGN_IN | {"keep": "token"})
    assert "set-cookie" not in answer.headers
    bearer = {"Authorization": f"Bearer {answer.json()['token']}"}
    assert (await client.get(ME, headers=bearer)).status_code == 200


async def test_signing_in_gives_a_new_id_and_ends_the_one_before(client: httpx.AsyncClient) -> None:
    """A-2: a session planted in the browser does not survive the sign-in."""
    await signed_in(client)
    planted = client.cookies["huizhi"]
    await signed_in(client)
    assert client.cookies["huizhi"] != planted
    client.cookies.clear()
    assert (await client.get(ME, headers={"Authorization": f"Bearer {planted}"})).status_code == 401


async def test_signing_out_ends_the_session_everywhere(client: httpx.AsyncClient) -> None:
    await signed_in(client)
    kept = client.cookies["huizhi"]
    assert (await client.delete(SESSION, headers=OWN)).status_code == 204
    assert "huizhi" not in client.cookies
    assert (await client.get(ME, headers={"Authorization": f"Bearer {kept}"})).status_code == 401


async def test_a_cookie_moves_nothing_for_another_site(client: httpx.AsyncClient) -> None:
    """CSRF: a state-changing request with our cookie must come from our own pages; reading may come from anywhere."""
    foreign: list[dict[str, str]] = [
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": BASE},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": BASE + ".evil.example"},
        {"Origin": "http://127.0.0.1:8001"},
        {},
    ]
    await signed_in(client)
    told = [(await client.delete(SESSION, headers=headers)).json()["code"] for headers in foreign]
    assert told == ["foreign_origin"] * len(foreign)
    assert (await client.get(ME, headers=foreign[1])).status_code == 200
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": BASE}):
        await signed_in(client)
        assert (await client.delete(SESSION, headers=headers)).status_code == 204


async def test_another_site_cannot_sign_anybody_in(client: httpx.AsyncClient) -> None:
    """Login CSRF: a browser tells where it comes from, and other clients need not."""
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await client.post(SESSION, json=SIGN_IN, headers=headers)).status_code == 403


async def test_a_bearer_needs_no_origin(client: httpx.AsyncClient) -> None:
    """No browser adds it by itself."""
    token = (await client.post(SESSION, json=SIGN_IN | {"keep": "token"})).json()["token"]
    assert (await client.delete(SESSION, headers={"Authorization": f"Bearer {token}"})).status_code == 204


async def test_what_is_no_token_is_nobody(client: httpx.AsyncClient) -> None:
    long = "Bearer hzs_" + "x" * 5000
    for header in ("", "Bearer", "Bearer hzs_", "Bearer hzt_x", "Basic Ym9zczpi", long):
        answer = await client.get(ME, headers={"Authorization": header} if header else {})
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), header
        assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_machine_does_only_what_its_scopes_say_and_nothing_personal(client: httpx.AsyncClient) -> None:
    """A token reads who it is and the delivery log; it signs nobody out, grants nothing, proves nothing."""
    boss = await makers.at_work(await makers.Person.get(login="boss"))
    _, reads = await tokens.create(boss, TokenWish(name="ERP", scopes=["read"]))
    _, posts = await tokens.create(boss, TokenWish(name="broker", scopes=["receipts"]))
    bearer = {"Authorization": f"Bearer {reads}"}
    assert (await client.get(ME, headers=bearer)).json()["scopes"] == ["read"]
    assert (await client.get("/api/v1/deliveries", headers=bearer)).status_code == 200
    refused = await client.get("/api/v1/deliveries", headers={"Authorization": f"Bearer {posts}"})
    assert (refused.status_code, refused.json()["code"]) == (403, "out_of_scope")
    assert (await client.delete(SESSION, headers=bearer)).json()["code"] == "in_person_only"
    assert (await client.get("/api/v1/memberships", headers=bearer)).json()["code"] == "admins_only"


async def test_strangers_are_slowed_down_by_the_minute(
    client: httpx.AsyncClient, valkey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By address; without Redis nobody is held up."""
    monkeypatch.setattr(pace, "PER_STRANGER", 3)
    monkeypatch.setattr(pace.time, "time", lambda: 1_800_000_000.0)
    codes = [(await client.get(ME)).status_code for _ in range(5)]
    assert codes == [401, 401, 401, 429, 429]
    async with a_client(ip="198.51.100.9") as neighbour:
        assert (await neighbour.get(ME)).status_code == 401
    await redis.disconnect()
    assert (await client.get(ME)).status_code == 401


def _request(peer: str | None, **headers: str) -> Request:
    scope: dict[str, Any] = {
        "type": "http",
        "client": (peer, 1) if peer else None,
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    return Request(scope)


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "counted"),
    [
        ("", "192.0.2.7", "10.0.0.1", "192.0.2.7"),
        ("", "127.0.0.1", "198.51.100.1", "127.0.0.1"),
        ("127.0.0.1/32", "127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1/32", "127.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1,10.0.0.0/8", "127.0.0.1", "203.0.113.9, 198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("127.0.0.1/32", "192.0.2.7", "198.51.100.1", "192.0.2.7"),
        ("127.0.0.1/32", "127.0.0.1", "not an address", "127.0.0.1"),
        ("", "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        ("", "::ffff:192.0.2.7", "", "192.0.2.7"),
        ("", None, "", ""),
    ],
)
def test_an_address_is_the_peers_unless_a_configured_proxy_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, trusted: str, peer: str | None, forwarded: str, counted: str
) -> None:
    """S-6: a spoofed header changes no limit; one IPv6 customer is one /64."""
    monkeypatch.setenv("HUIZHI_TRUSTED_PROXIES", trusted)
    settings.forget()
    headers = {"x_forwarded_for": forwarded} if forwarded else {}
    assert clients.address_of(_request(peer, **headers)) == counted


def test_a_wrong_list_of_proxies_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence that names the variable."""
    monkeypatch.setenv("HUIZHI_TRUSTED_PROXIES", "the big one")
    settings.forget()
    with pytest.raises(settings.Misconfigured, match="HUIZHI_TRUSTED_PROXIES"):
        clients.address_of(_request("192.0.2.7"))


def test_a_short_operator_token_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_OPERATOR_TOKEN", "too-short")
    settings.forget()
    with pytest.raises(settings.Misconfigured, match="HUIZHI_OPERATOR_TOKEN"):
        clients.address_of(_request("192.0.2.7"))


@pytest.mark.parametrize(("peer", "here"), [("127.0.0.1", True), ("::1", True), ("192.0.2.7", False), (None, False)])
def test_this_machine_is_loopback_without_a_proxy_between(peer: str | None, *, here: bool) -> None:
    assert clients.is_on_this_machine(_request(peer)) is here
    assert not clients.is_on_this_machine(_request(peer, x_real_ip="192.0.2.1"))
