"""登录设备: where one is signed in, and ending one session or all others (A-2)."""

from datetime import timedelta

import pytest

from api.people import clients
from kit import database, masking
from tests.api.people import makers
from tests.api.people.makers import PASSWORD, a_client, a_token

API = "/api/v1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.50"


async def test_a_person_sees_their_sessions_with_device_and_place_the_own_one_marked(db: str, valkey: str) -> None:
    """Signed in at a desk and in WeChat: two lines, newest first, the address without its last part."""
    await makers.founded()
    wish = {"login": "boss", "password": PASSWORD, "keep": "token"}
    async with a_client() as client:
        desk = (await client.post(f"{API}/session", json=wish, headers={"User-Agent": EDGE})).json()["token"]
        await makers.age_sessions(timedelta(minutes=5))
        phone = (await client.post(f"{API}/session", json=wish, headers={"User-Agent": WECHAT})).json()["token"]
    async with a_client(phone) as client:
        found = (await client.get(f"{API}/me/sessions")).json()
    told = [(each["device"], each["place"], each["current"]) for each in found]
    assert told == [("iPhone · 微信", "192.0.2.*", True), ("Windows · Edge", "192.0.2.*", False)]
    assert found[0]["opened_at"].endswith("+08:00")
    assert desk not in str(found)


async def test_one_session_or_all_others_end_at_once_and_nobody_elses(db: str, valkey: str) -> None:
    _, boss = await makers.founded()
    _, neighbour = await makers.founded("neighbour", makers.OTHER_CREDIT_CODE)
    here, there, third, theirs = [await a_token(each) for each in (boss, boss, boss, neighbour)]
    async with a_client(theirs) as client:
        foreign = (await client.get(f"{API}/me/sessions")).json()[0]["id"]
    async with a_client(here) as client:
        listed = (await client.get(f"{API}/me/sessions")).json()
        assert (len(listed), sum(each["current"] for each in listed)) == (3, 1)
        assert (await client.delete(f"{API}/me/sessions/{foreign}")).status_code == 404
        one = next(each["id"] for each in listed if not each["current"])
        assert (await client.delete(f"{API}/me/sessions/{one}")).status_code == 204
        assert (await client.delete(f"{API}/me/sessions/{one}")).status_code == 404
        assert (await client.delete(f"{API}/me/sessions")).json() == {"ended": 1}
        assert len((await client.get(f"{API}/me/sessions")).json()) == 1
    for token, status in ((there, 401), (third, 401), (theirs, 200)):
        async with a_client(token) as client:
            assert (await client.get(f"{API}/me")).status_code == status
    rows = await database.fetch("select action, result from audit where action like 'session.end%' order by id")
    assert [(row["action"], row["result"]) for row in rows] == [("session.end", "done"), ("session.end_others", "1")]


async def test_a_session_that_stood_idle_too_long_is_not_listed(db: str, valkey: str) -> None:
    _, boss = await makers.founded()
    await a_token(boss)
    await makers.age_sessions(timedelta(minutes=31))
    async with a_client(await a_token(boss)) as client:
        assert len((await client.get(f"{API}/me/sessions")).json()) == 1


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (EDGE, "Windows · Edge"),
        (WECHAT, "iPhone · 微信"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "安卓 · Chrome"),
        ("Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0) like Gecko", "Windows · IE"),
        ("erp/1.0", "其他设备"),
    ],
)
def test_a_device_is_called_so_that_its_owner_knows_it(said: str, shown: str) -> None:
    from starlette.requests import HTTPConnection

    connection = HTTPConnection({"type": "http", "headers": [(b"user-agent", said.encode())]})
    assert clients.device_of(connection) == shown


def test_an_address_is_shown_without_its_last_part() -> None:
    shown = [masking.address(each) for each in ("192.0.2.77", "2001:db8:1:2::", "")]
    assert shown == ["192.0.2.*", "2001:db8:1:*", ""]
