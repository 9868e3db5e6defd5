"""What a session opened by WeChat may do, and how it ends: with the binding, and as every other (docs/adr/0029)."""

from datetime import timedelta
from typing import Any

import pytest

from api import people
from api.people import bonds
from kit import database
from kit.clock import now
from push import addresses
from push.address import WECHAT
from tests.api.people import makers
from tests.api.portal.phone import GAO, OWN, WANG, Phone, bound
from tests.api.world import NUMBER, World, a_world

PAGE = f"/h5/co/{NUMBER}"


@pytest.fixture
async def world(db: str, valkey: str) -> World:
    return await a_world()


async def _unbound(world: World) -> None:
    actor = await people.actor_of_person(world.persons["operator"].id, "http")
    assert actor
    await people.binding.unbind(actor, WECHAT)


async def _rebound(world: World) -> None:
    await bound(world, openid=WANG)


async def _unfollowed(_world: World) -> None:
    await bonds.unfollowed(WECHAT, GAO)


async def _erased(_world: World) -> None:
    await database.execute("delete from addresses where channel = 'wechat'")


async def _disabled(world: World) -> None:
    sql = "update persons set disabled_at = $1 where id = $2"
    await database.execute(sql, now(), world.persons["operator"].id)


@pytest.mark.parametrize("end", [_unbound, _rebound, _unfollowed, _erased, _disabled])
async def test_the_session_ends_with_the_binding(world: World, phone: Phone, end: Any) -> None:
    await bound(world)
    assert (await phone.taps(PAGE)).status_code == 200
    await end(world)
    assert (await phone.browser.get(PAGE)).status_code == 303
    assert (await phone.taps(PAGE)).is_error


async def test_somebody_disabled_is_told_so_and_comes_no_further(world: World, phone: Phone) -> None:
    await bound(world)
    await _disabled(world)
    shown = await phone.taps(PAGE)
    assert (shown.status_code, "账号已停用" in shown.text) == (403, True)


async def test_who_unfollowed_is_told_to_follow_and_a_password_still_works(world: World, phone: Phone) -> None:
    await bound(world)
    await addresses.lost(WECHAT, GAO, "unfollowed")
    shown = await phone.taps(PAGE)
    assert (shown.status_code, "请先重新关注公众号" in shown.text) == (403, True)
    await addresses.found(WECHAT, GAO)
    assert (await phone.taps(PAGE)).status_code == 200


async def test_a_password_session_of_the_same_person_outlives_the_binding(world: World, phone: Phone) -> None:
    await bound(world)
    typed = {"login": "operator", "password": makers.PASSWORD, "next": PAGE}
    await phone.browser.post("/h5/sign-in", data=typed, headers=OWN)
    await _unbound(world)
    assert (await phone.browser.get(PAGE)).status_code == 200


async def test_the_session_idles_and_ends_as_every_other(world: World, phone: Phone) -> None:
    await bound(world)
    for column, age in (("seen_at", timedelta(minutes=31)), ("expires_at", timedelta(seconds=1))):
        assert (await phone.taps(PAGE)).status_code == 200
        await makers.age_sessions(age, column=column)
        assert (await phone.browser.get(PAGE)).status_code == 303


async def test_the_session_opens_the_phones_pages_alone(world: World, phone: Phone) -> None:
    """What the chat may not do, WeChat's session may not either: the API asks for a password."""
    await bound(world, "admin")
    await phone.taps(PAGE)
    for method, path in (("GET", "/api/v1/me"), ("GET", "/api/v1/me/sessions"), ("POST", "/api/v1/tokens")):
        answer = await phone.browser.request(method, path, headers=OWN)
        assert (answer.status_code, answer.json()["code"]) == (403, "password_sign_in_required"), path


async def test_a_due_password_and_an_authenticator_are_not_asked_for(world: World, phone: Phone) -> None:
    """Neither belongs to WeChat: its two-sided binding is what is trusted (docs/adr/0029)."""
    await bound(world)
    sql = "update persons set totp_at = $1, password_at = $2 where id = $3"
    await database.execute(sql, now(), now() - timedelta(days=4000), world.persons["operator"].id)
    assert (await phone.taps(PAGE)).status_code == 200
