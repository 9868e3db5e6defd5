"""Daily quotas per API (wechat-and-bots.md §1.6), and how they are looked at and cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.wechat.errors import ApiError

if TYPE_CHECKING:
    from sandbox.wechat.api import Call
    from sandbox.world import World

DAILY = {
    "/cgi-bin/token": 2000,
    "/cgi-bin/stable_token": 500_000,
    "/cgi-bin/menu/create": 1000,
    "/cgi-bin/menu/get": 10_000,
    "/cgi-bin/menu/delete": 1000,
    "/cgi-bin/menu/addconditional": 2000,
    "/cgi-bin/message/custom/send": 500_000,
    "/cgi-bin/media/upload": 5000,
    "/cgi-bin/qrcode/create": 100_000,
    "/cgi-bin/user/get": 500,
    "/cgi-bin/user/info": 5_000_000,
    "/cgi-bin/user/info/batchget": 5_000_000,
    "/cgi-bin/message/template/send": 100_000,
    "/cgi-bin/ticket/getticket": 100_000,
}
STABLE_PER_MINUTE = 10_000
CLEARS_A_MONTH = 10
UNMETERED = frozenset({"/cgi-bin/clear_quota", "/cgi-bin/clear_quota/v2", "/cgi-bin/openapi/quota/get"})


def limit(world: World, path: str) -> int:
    """How often that API may be called today."""
    daily = world.wechat.limits.get(path, DAILY.get(path, 1_000_000))
    return daily // 10 if world.wechat.account.test_account and path not in world.wechat.limits else daily


def spend(world: World, path: str) -> None:
    """Count one call; ApiError 45009 once the day's are gone, 45011 above the minute's."""
    if path in UNMETERED:
        return
    key = f"{world.local():%Y%m%d} {path}"
    if world.wechat.used[key] >= limit(world, path):
        raise ApiError(45009)
    world.wechat.used[key] += 1
    if path == "/cgi-bin/stable_token":
        _spend_minute(world, f"{world.local():%Y%m%d%H%M} {path}")


def look(call: Call) -> dict[str, Any]:
    """`openapi/quota/get`: limits and use of one path."""
    path = call.text("cgi_path")
    if path not in DAILY and path not in call.world.wechat.limits:
        raise ApiError(76022)
    daily, used = limit(call.world, path), call.world.wechat.used[f"{call.world.local():%Y%m%d} {path}"]
    rate = {"call_count": STABLE_PER_MINUTE, "refresh_second": 60}
    quota = {"daily_limit": daily, "used": used, "remain": max(0, daily - used)}
    return {"errcode": 0, "errmsg": "ok", "quota": quota, "rate_limit": rate}


def clear(call: Call) -> dict[str, Any]:
    """`clear_quota`: everything of today, ten times a month."""
    if call.text("appid") != call.world.wechat.account.appid:
        raise ApiError(40013)
    return _cleared(call.world)


def clear_by_secret(call: Call) -> dict[str, Any]:
    """`clear_quota/v2`: the same by appid and appsecret, for the day on which even tokens are used up."""
    account = call.world.wechat.account
    if (call.text("appid") or call.query.get("appid", "")) != account.appid:
        raise ApiError(40013)
    if (call.text("appsecret") or call.query.get("appsecret", "")) != account.secret:
        raise ApiError(40125)
    return _cleared(call.world)


def _cleared(world: World) -> dict[str, Any]:
    month = f"{world.local():%Y%m}"
    if world.wechat.cleared[month] >= CLEARS_A_MONTH:
        raise ApiError(48006)
    world.wechat.cleared[month] += 1
    world.wechat.used.clear()
    return {"errcode": 0, "errmsg": "ok"}


def _spend_minute(world: World, key: str) -> None:
    world.wechat.used[key] += 1
    if world.wechat.used[key] > STABLE_PER_MINUTE:
        raise ApiError(45011)
