"""access_token in two isolated families (wechat-and-bots.md §1.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.wechat.errors import ApiError
from sandbox.wechat.state import Token

if TYPE_CHECKING:
    from sandbox.wechat.api import Call
    from sandbox.world import World

LIFE = 7200
OVERLAP = 300
FORCE_A_DAY = 20
FORCE_APART = 30
SHORTEST = 40


def check(world: World, value: str) -> None:
    """Let a living token pass; ApiError 41001, 40014, 40001 or 42001 otherwise."""
    if not value:
        raise ApiError(41001)
    if len(value) < SHORTEST:
        raise ApiError(40014)
    token = world.wechat.tokens.get(value)
    world.wechat.token_calls += 1
    every = world.knobs.wechat.invalidate_every
    if token and every and world.wechat.token_calls % every == 0:
        revoke(world, token)
    if token is None or world.now() >= token.dies:
        raise ApiError(40001)
    if world.now() >= token.expires:
        raise ApiError(42001)


def plain(call: Call) -> dict[str, Any]:
    """`GET /cgi-bin/token`: a new token every time; the one before works five minutes more."""
    _check_account(call, call.query.get("grant_type", ""), call.query.get("appid", ""), call.query.get("secret", ""))
    _retire(call.world, "plain", OVERLAP)
    return _issued(call.world, "plain")


def stable(call: Call) -> dict[str, Any]:
    """`POST /cgi-bin/stable_token`: the same token until its last five minutes, unless forced."""
    _check_account(call, call.text("grant_type"), call.text("appid"), call.text("secret"))
    world = call.world
    current = _current(world, "stable")
    if current and call.body.get("force_refresh") is True and _may_force(world):
        revoke(world, current)
        return _issued(world, "stable")
    if current and current.expires - world.now() > OVERLAP:
        return _answer(world, current)
    return _issued(world, "stable")


def revoke(world: World, token: Token) -> None:
    """Make a token worthless now, as a change of the secret does."""
    token.dies = min(token.dies, world.now())


def revoke_all(world: World) -> int:
    """Make every token worthless; how many there were."""
    for token in world.wechat.tokens.values():
        revoke(world, token)
    return len(world.wechat.tokens)


def _check_account(call: Call, grant_type: str, appid: str, secret: str) -> None:
    account, allowed = call.world.wechat.account, call.world.knobs.wechat.ip_allowlist
    if grant_type != "client_credential":
        raise ApiError(40002)
    if appid != account.appid:
        raise ApiError(40013 if appid else 41002)
    if secret != account.secret:
        raise ApiError(40125 if secret else 41004)
    if allowed and call.peer not in allowed:
        raise ApiError(40164, f"invalid ip {call.peer} ipv6 ::ffff:{call.peer}, not in whitelist")


def _may_force(world: World) -> bool:
    if world.now() - world.wechat.forced_at < FORCE_APART:
        return False
    day = f"{world.local():%Y%m%d} force_refresh"
    if world.wechat.used[day] >= FORCE_A_DAY:
        raise ApiError(45009)
    world.wechat.used[day] += 1
    world.wechat.forced_at = world.now()
    return True


def _current(world: World, family: str) -> Token | None:
    living = [t for t in world.wechat.tokens.values() if t.family == family and world.now() < min(t.dies, t.expires)]
    return max(living, key=lambda token: token.issued, default=None)


def _retire(world: World, family: str, grace: float) -> None:
    for token in world.wechat.tokens.values():
        if token.family == family:
            token.dies = min(token.dies, world.now() + grace)


def _issued(world: World, family: str) -> dict[str, Any]:
    now = world.now()
    body = f"{world.dice('token').getrandbits(640):0160x}"
    token = Token(f"{world.next()}_{family[0].upper()}{body}", family, now, now + LIFE, now + LIFE + 86_400)
    world.wechat.tokens[token.value] = token
    world.counts[f"wechat tokens issued {family}"] += 1
    return _answer(world, token)


def _answer(world: World, token: Token) -> dict[str, Any]:
    return {"access_token": token.value, "expires_in": int(token.expires - world.now())}
