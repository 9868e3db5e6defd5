"""The simulator's credentials behave as wechat-and-bots.md §1.5 says the platform's do."""

from tests.sandbox.conftest import Sandbox

ACCOUNT = {
    "grant_type": "client_credential",
    "appid": "wx0123456789abcdef",
    "secret": "sandbox-secret-0123456789abcdef",
}


async def _uses(sandbox: Sandbox, token: str) -> int:
    answer = await sandbox.get("/cgi-bin/getcallbackip", access_token=token)
    return int(answer.get("errcode", 0))


async def test_a_new_plain_token_kills_the_old_one_after_five_minutes(sandbox: Sandbox) -> None:
    old = (await sandbox.get("/cgi-bin/token", **ACCOUNT))["access_token"]
    new = (await sandbox.get("/cgi-bin/token", **ACCOUNT))["access_token"]
    assert old != new
    assert (await _uses(sandbox, old), await _uses(sandbox, new)) == (0, 0)
    await sandbox.post("/sandbox/clock", {"advance": 301})
    assert (await _uses(sandbox, old), await _uses(sandbox, new)) == (40001, 0)


async def test_the_stable_token_stays_until_its_last_five_minutes_and_both_work_at_hand_over(sandbox: Sandbox) -> None:
    old = await sandbox.token()
    await sandbox.post("/sandbox/clock", {"advance": 6800})
    assert await sandbox.token() == old
    await sandbox.post("/sandbox/clock", {"advance": 200})
    new = await sandbox.token()
    assert new != old
    assert (await _uses(sandbox, old), await _uses(sandbox, new)) == (0, 0)
    await sandbox.post("/sandbox/clock", {"advance": 201})
    assert (await _uses(sandbox, old), await _uses(sandbox, new)) == (42001, 0)


async def test_the_two_families_do_not_touch_each_other(sandbox: Sandbox) -> None:
    stable = await sandbox.token()
    await sandbox.get("/cgi-bin/token", **ACCOUNT)
    await sandbox.get("/cgi-bin/token", **ACCOUNT)
    await sandbox.post("/sandbox/clock", {"advance": 400})
    assert await _uses(sandbox, stable) == 0


async def test_a_forced_refresh_kills_at_once_but_only_thirty_seconds_apart_and_twenty_a_day(sandbox: Sandbox) -> None:
    first = await sandbox.token()
    forced = ACCOUNT | {"force_refresh": True}
    second = (await sandbox.post("/cgi-bin/stable_token", forced))["access_token"]
    assert (await _uses(sandbox, first), await _uses(sandbox, second)) == (40001, 0)
    assert (await sandbox.post("/cgi-bin/stable_token", forced))["access_token"] == second
    sandbox.world.wechat.used[f"{sandbox.world.local():%Y%m%d} force_refresh"] = 20
    await sandbox.post("/sandbox/clock", {"advance": 31})
    assert (await sandbox.post("/cgi-bin/stable_token", forced))["errcode"] == 45009


async def test_wrong_credentials_are_told_apart(sandbox: Sandbox) -> None:
    for change, code in (({"appid": "wx0"}, 40013), ({"secret": "x"}, 40125), ({"grant_type": "x"}, 40002)):
        assert (await sandbox.post("/cgi-bin/stable_token", ACCOUNT | change))["errcode"] == code
    assert await _uses(sandbox, "") == 41001
    assert await _uses(sandbox, "short") == 40014
    assert await _uses(sandbox, "9" * 60) == 40001


async def test_an_address_off_the_allowlist_is_named(sandbox: Sandbox) -> None:
    await sandbox.turn("wechat", ip_allowlist=["203.0.113.9"])
    answer = await sandbox.post("/cgi-bin/stable_token", ACCOUNT)
    assert answer["errcode"] == 40164
    assert "invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist" in answer["errmsg"]


async def test_every_nth_call_invalidates_the_token_and_a_new_one_can_be_had(sandbox: Sandbox) -> None:
    await sandbox.turn("wechat", invalidate_every=3)
    token = await sandbox.token()
    assert [await _uses(sandbox, token) for _ in range(4)] == [0, 0, 40001, 40001]
    assert await sandbox.token() != token


async def test_the_day_has_so_many_plain_tokens_and_clearing_has_its_own_limit(sandbox: Sandbox) -> None:
    await sandbox.post("/sandbox/wechat/account", {"limits": {"/cgi-bin/token": 2}})
    token = [await sandbox.get("/cgi-bin/token", **ACCOUNT) for _ in range(2)][-1]["access_token"]
    assert (await sandbox.get("/cgi-bin/token", **ACCOUNT))["errcode"] == 45009
    quota = await sandbox.post("/cgi-bin/openapi/quota/get", {"cgi_path": "/cgi-bin/token"}, access_token=token)
    assert quota["quota"] == {"daily_limit": 2, "used": 2, "remain": 0}
    both = {"appid": ACCOUNT["appid"], "appsecret": ACCOUNT["secret"]}
    assert (await sandbox.post("/cgi-bin/clear_quota/v2", both))["errcode"] == 0
    assert "access_token" in await sandbox.get("/cgi-bin/token", **ACCOUNT)
    for _ in range(9):
        assert (await sandbox.post("/cgi-bin/clear_quota", both, access_token=token))["errcode"] == 0
    assert (await sandbox.post("/cgi-bin/clear_quota", both, access_token=token))["errcode"] == 48006
