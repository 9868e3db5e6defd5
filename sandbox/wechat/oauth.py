"""Web OAuth: the authorisation redirect and the code exchange (wechat-and-bots.md §1.11)."""

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from sandbox.wechat.api import Call
from sandbox.wechat.errors import ApiError
from sandbox.wechat.people import known
from sandbox.wechat.state import Grant
from sandbox.world import World

CODE_LIFE = 300
STATE = re.compile(r"^[a-zA-Z0-9]{0,128}$")
COOKIE = "sandbox_openid"


async def authorize(request: Request) -> Response:
    """Answer as the page at open.weixin.qq.com; silent for the person whom /dev/chat has chosen (or `openid=`)."""
    world: World = request.app.state.world
    query = request.query_params
    if problem := _refused(world, dict(query)):
        return PlainTextResponse(f"该链接无法访问 参数错误：{problem}", 400)
    openid = query.get("openid") or request.cookies.get(COOKIE) or world.people[0].openid
    code = grant(world, openid, query["scope"])
    joint = "&" if urlsplit(query["redirect_uri"]).query else "?"
    back = urlencode({"code": code, "state": query.get("state", "")})
    return RedirectResponse(f"{query['redirect_uri']}{joint}{back}", 302)


def grant(world: World, openid: str, scope: str) -> str:
    """Issue a code: single use, five minutes."""
    code = f"{world.next():06d}{world.dice('code').getrandbits(128):032x}"
    world.wechat.grants[code] = Grant(openid, scope, world.now() + CODE_LIFE)
    return code


def access_token(call: Call) -> dict[str, Any]:
    """`sns/oauth2/access_token`: the code for the openid."""
    account, query = call.world.wechat.account, call.query
    if query.get("appid") != account.appid:
        raise ApiError(40013)
    if query.get("secret") != account.secret:
        raise ApiError(40125)
    if query.get("grant_type") != "authorization_code":
        raise ApiError(40002)
    found = _spent(call.world, query.get("code", ""))
    user = known(call.world, found.openid)
    number = call.world.next()
    answer = {"access_token": f"{number}_OA{'0' * 80}", "expires_in": 7200, "refresh_token": f"{number}_OR{'0' * 80}"}
    if user.snapshot:  # somebody made up for this visit: the account has no such user
        return answer | {"openid": f"oSnapshot_{number:018d}", "scope": found.scope, "is_snapshotuser": 1}
    return answer | {"openid": user.openid, "scope": found.scope, "unionid": user.unionid}


def _spent(world: World, code: str) -> Grant:
    found = world.wechat.grants.get(code)
    if not code:
        raise ApiError(41008)
    if found is None:
        raise ApiError(40029)
    if found.used:
        raise ApiError(40163)
    if world.now() > found.expires:
        raise ApiError(42003)
    found.used = True
    return found


def _refused(world: World, query: dict[str, str]) -> str:
    if query.get("appid") != world.wechat.account.appid:
        return "appid"
    if query.get("response_type") != "code":
        return "response_type"
    if query.get("scope") not in {"snsapi_base", "snsapi_userinfo"}:
        return "scope"
    if not STATE.match(query.get("state", "")):
        return "state"
    allowed = urlsplit(world.config.app).hostname
    return "" if urlsplit(query.get("redirect_uri", "")).hostname == allowed else "redirect_uri 参数错误 (10003)"
