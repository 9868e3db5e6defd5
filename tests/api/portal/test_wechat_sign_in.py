"""Sign-in by WeChat on the phone's pages, door to door through the sandbox's WeChat (B-2, docs/adr/0029)."""

import asyncio
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest

from api import people
from api.people import wechat_visits
from kit import database, settings
from kit.clock import now
from sandbox.serving import Running
from tests.api.people import makers
from tests.api.people.makers import BASE
from tests.api.portal.phone import AGENT, GAO, OWN, WANG, Phone, bound, in_wechat, parse_query
from tests.api.world import NUMBER, World, a_world

PAGE = f"/h5/co/{NUMBER}"


@pytest.fixture
async def world(db: str, valkey: str) -> World:
    return await a_world()


async def audited(action: str) -> list[dict[str, Any]]:
    return [dict(row) for row in await database.fetch("select * from audit where action = $1", action)]


async def is_signed_in(phone: Phone) -> bool:
    return (await phone.browser.get("/h5/me")).status_code == 200


@pytest.mark.feature("PUSH-07")
async def test_a_link_opened_in_wechat_shows_its_page_without_a_password(world: World, phone: Phone) -> None:
    """There and back without a word, as the person who is bound, with a line in the audit trail."""
    await bound(world)
    shown = await phone.taps(PAGE)
    assert (shown.status_code, shown.url.path) == (200, PAGE)
    assert NUMBER in shown.text
    assert world.persons["operator"].name in (await phone.browser.get("/h5/me")).text
    (line,) = await audited("session.open_by_wechat")
    assert (line["door"], line["result"]) == ("h5", "done")
    row = (await database.fetch("select device, place, proven_at from sessions where address_id is not null"))[0]
    assert (row["device"], row["place"], row["proven_at"]) == ("iPhone · 微信", "192.0.2.*", None)


async def test_a_page_with_a_month_is_found_again(world: World, phone: Phone) -> None:
    await bound(world)
    shown = await phone.taps("/h5/stats?month=2026-10")
    assert (shown.status_code, str(shown.url)) == (200, f"{BASE}/h5/stats?month=2026-10")


async def test_wechat_is_told_one_address_and_a_state_of_128_bits(phone: Phone) -> None:
    asked = await phone.leaves(PAGE)
    assert urlsplit(asked).path == "/connect/oauth2/authorize"
    assert urlsplit(asked).fragment == "wechat_redirect"
    told = parse_query(asked)
    assert (told["redirect_uri"], told["scope"]) == (f"{BASE}/h5/wechat", "snsapi_base")
    assert len(bytes.fromhex(told["state"])) == 16
    assert NUMBER not in asked
    kept = (await database.fetch("select digest, wanted from wechat_visits"))[0]
    assert told["state"] not in kept["digest"]
    assert kept["wanted"] == PAGE


async def test_the_cookie_is_short_lived_and_out_of_reach(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await phone.browser.get("/h5/me")
    cookie = (await phone.browser.get(first.headers["location"])).headers["set-cookie"]
    for words in ("HttpOnly", "SameSite=lax", "Max-Age=600", "Path=/"):
        assert words in cookie
    monkeypatch.setenv("HUIZHI_PUBLIC_URL", "https://receipts.example")
    settings.forget()
    async with makers.a_client() as browser:
        answer = await browser.get("/h5/wechat/start", headers={"User-Agent": AGENT})
    assert answer.headers["set-cookie"].startswith("__Host-huizhi-visit=")
    assert "Secure" in answer.headers["set-cookie"]


async def test_outside_wechat_everything_stays_as_it_was(world: World, outside: Running) -> None:
    for agent in ("Mozilla/5.0 (iPhone) Safari", AGENT + " wxwork/4.1"):
        async with in_wechat(outside, agent=agent) as other:
            answer = await other.browser.get(PAGE)
            assert answer.headers["location"] == f"/h5/sign-in?next={quote(PAGE, safe='')}"
            form = await other.browser.get("/h5/wechat/start?next=/h5/push")
            assert (form.status_code, "用微信登录" in form.text) == (200, False)
            assert 'value="/h5/push"' in form.text


async def test_without_an_account_or_its_permission_nothing_changes(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("WECHAT_SIGN_IN", "false"), ("WECHAT_APP_ID", "")):
        monkeypatch.setenv(f"HUIZHI_{name}", value)
        settings.forget()
        answer = await phone.browser.get(PAGE)
        assert answer.headers["location"].startswith("/h5/sign-in?")


async def test_an_account_that_nobody_bound_sees_how_to_bind_and_no_data(world: World, phone: Phone) -> None:
    """A link that was forwarded to somebody else (ux.md §3.2)."""
    shown = await phone.taps(PAGE)
    assert shown.status_code == 403
    assert "请先绑定账号" in shown.text
    assert "绑定 手机号" in shown.text
    assert f'href="/h5/sign-in?next={PAGE}"' in shown.text
    assert NUMBER not in shown.text.replace(f"next={PAGE}", "")
    assert not await is_signed_in(phone)
    assert [line["result"] for line in await audited("session.refused")] == ["chat_unbound"]
    assert GAO not in str(await audited("session.refused"))


async def test_a_snapshots_user_is_taken_for_nobody(world: World, phone: Phone) -> None:
    """Even if the openid were somebody's."""
    phone.outside.world.wechat.users[GAO].snapshot = True
    await bound(world)
    shown = await phone.taps(PAGE)
    assert (shown.status_code, "使用完整服务" in shown.text) == (403, True)
    assert not await is_signed_in(phone)
    phone.outside.world.wechat.users[GAO].snapshot = False
    assert (await phone.taps(PAGE)).status_code == 200


async def _missing(phone: Phone, back: str) -> httpx.Response:
    return await phone.browser.get(f"/h5/wechat?code={parse_query(back)['code']}")


async def _without_code(phone: Phone, back: str) -> httpx.Response:
    return await phone.browser.get(f"/h5/wechat?state={parse_query(back)['state']}")


async def _invented(phone: Phone, back: str) -> httpx.Response:
    return await phone.browser.get(f"/h5/wechat?code={parse_query(back)['code']}&state={'0' * 32}")


async def _foreign(phone: Phone, back: str) -> httpx.Response:
    """Login CSRF: an attacker's code and state in the browser of somebody who has a state of their own."""
    async with in_wechat(phone.outside, WANG) as victim:
        await victim.leaves()
        answer = await victim.browser.get(back)
        assert not await is_signed_in(victim)
        return answer


async def _without_cookie(phone: Phone, back: str) -> httpx.Response:
    phone.browser.cookies.clear()
    return await phone.browser.get(back)


async def _reused(phone: Phone, back: str) -> httpx.Response:
    assert (await phone.browser.get(back)).status_code == 303
    await phone.browser.post("/h5/sign-out", headers=OWN)
    return await phone.browser.get(back)


async def _stale(phone: Phone, back: str) -> httpx.Response:
    late = now() - timedelta(seconds=1)
    await database.execute("update wechat_visits set expires_at = $1", late)
    return await phone.browser.get(back)


@pytest.mark.parametrize("way", [_missing, _without_code, _invented, _foreign, _without_cookie, _reused, _stale])
async def test_a_state_that_is_not_this_browsers_own_and_fresh_opens_nothing(
    world: World, phone: Phone, way: Any
) -> None:
    await bound(world)
    back = await phone.returns(await phone.leaves(PAGE))
    answer = await way(phone, back)
    assert (answer.status_code, "这次登录已失效" in answer.text) == (400, True)
    assert not await is_signed_in(phone)


async def test_twenty_who_bring_the_same_answer_at_once_open_one_session(world: World, phone: Phone) -> None:
    """A code in a log, a browser that loads an address twice: the state is used up by whoever is first."""
    await bound(world)
    back = await phone.returns(await phone.leaves(PAGE))
    held = dict(phone.browser.cookies)
    async with makers.a_client() as other:
        other.cookies.update(held)
        answers = await asyncio.gather(*[other.get(back) for _ in range(20)])
    assert sorted(answer.status_code for answer in answers) == [303] + [400] * 19
    assert len(await audited("session.open_by_wechat")) == 1


async def test_two_pages_opened_at_once_both_come_back(world: World, phone: Phone) -> None:
    await bound(world)
    first, second = await phone.leaves(PAGE), await phone.leaves("/h5/push")
    later = await phone.browser.get(await phone.returns(second))
    assert later.headers["location"] == "/h5/push"
    assert (await phone.browser.get(await phone.returns(first))).headers["location"] == PAGE
    assert len(await audited("session.open_by_wechat")) == 1


async def test_who_is_signed_in_already_stays_who_they_are(world: World, phone: Phone) -> None:
    """Another account's session is not replaced, neither by a late answer of WeChat nor by the link."""
    await bound(world)
    back = await phone.returns(await phone.leaves(PAGE))
    typed = {"login": "neighbour", "password": makers.PASSWORD, "next": "/h5/me"}
    await phone.browser.post("/h5/sign-in", data=typed, headers=OWN)
    assert (await phone.browser.get(back)).headers["location"] == PAGE
    assert (await phone.browser.get("/h5/wechat/start?next=/h5/push")).headers["location"] == "/h5/push"
    assert "高永欣" in (await phone.browser.get("/h5/me")).text
    assert (await phone.browser.get(PAGE)).status_code == 404
    assert not await audited("session.open_by_wechat")


@pytest.mark.parametrize("fault", ["used", "expired", "unknown"])
async def test_a_code_that_is_no_good_is_asked_for_once_more(world: World, phone: Phone, fault: str) -> None:
    """40163, 42003 and 40029 each begin the authorisation anew; a second bad code ends at the sign-in."""
    await bound(world)
    there = await phone.leaves(PAGE)
    again = await phone.browser.get(_spoiled(phone, await phone.returns(there), fault))
    assert again.headers["location"].startswith(phone.outside.base)
    fine = await phone.browser.get(await phone.returns(again.headers["location"]))
    assert fine.headers["location"] == PAGE
    await phone.browser.post("/h5/sign-out", headers=OWN)
    first = await phone.browser.get(_spoiled(phone, await phone.returns(await phone.leaves(PAGE)), fault))
    second = await phone.browser.get(_spoiled(phone, await phone.returns(first.headers["location"]), fault))
    assert (second.status_code, "微信登录没有成功" in second.text) == (401, True)
    assert f'value="{PAGE}"' in second.text
    assert not await is_signed_in(phone)


def _spoiled(phone: Phone, back: str, fault: str) -> str:
    told = parse_query(back)
    grant = phone.outside.world.wechat.grants[told["code"]]
    if fault == "used":
        grant.used = True
    elif fault == "expired":
        grant.expires = 0.0
    return back.replace(told["code"], "x") if fault == "unknown" else back


@pytest.mark.parametrize("knob", [{"reset_rate": 1.0}, {"bad_gateway_rate": 1.0}, {"busy_rate": 1.0}, {"silent": True}])
async def test_while_wechat_does_not_answer_the_password_does(
    world: World, phone: Phone, knob: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("push.channels.wechat.oauth._PATIENCE", 0.3)
    await bound(world)
    back = await phone.returns(await phone.leaves(PAGE))
    for name, value in knob.items():
        setattr(phone.outside.world.knobs.wechat, name, value)
    answer = await phone.browser.get(back)
    assert (answer.status_code, "微信暂时没有回应" in answer.text) == (503, True)
    assert f'value="{PAGE}"' in answer.text
    typed = {"login": "operator", "password": makers.PASSWORD, "next": PAGE}
    assert (await phone.browser.post("/h5/sign-in", data=typed, headers=OWN)).headers["location"] == PAGE


async def test_the_sign_in_inside_wechat_offers_both_ways(world: World, phone: Phone) -> None:
    await bound(world)
    form = await phone.browser.get("/h5/sign-in?next=/h5/push")
    assert 'href="/h5/wechat/start?next=%2Fh5%2Fpush"' in form.text
    wrong = await phone.browser.post("/h5/sign-in", data={"login": "x", "password": "x", "next": PAGE}, headers=OWN)
    assert "用微信登录" in wrong.text
    assert (await phone.taps("/h5/wechat/start?next=%2Fh5%2Fpush")).url.path == "/h5/push"


async def test_a_form_sent_after_the_session_ended_is_not_sent_off_the_site(phone: Phone) -> None:
    answer = await phone.browser.post("/h5/push", data={"level": "person"}, headers=OWN)
    assert answer.headers["location"].startswith("/h5/sign-in?")


async def test_states_that_nobody_brought_back_are_swept_away(phone: Phone) -> None:
    await phone.leaves()
    assert await wechat_visits.forget_old() == 0
    await database.execute("update wechat_visits set expires_at = $1", now() - timedelta(seconds=1))
    assert await people.forget_old() == 1


async def test_the_sandboxs_phone_counts_as_wechat_only_in_the_sandbox(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.browser.headers["User-Agent"] = "Mozilla/5.0 Chrome"
    phone.browser.cookies.set("sandbox_openid", GAO)
    assert (await phone.browser.get(PAGE)).headers["location"].startswith("/h5/sign-in?")
    monkeypatch.setenv("HUIZHI_DEV_WORLD", phone.outside.base)
    settings.forget()
    assert (await phone.browser.get(PAGE)).headers["location"].startswith("/h5/wechat/start?")
