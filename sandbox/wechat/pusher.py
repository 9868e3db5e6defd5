"""The pusher: signs, encrypts, waits five seconds, and sends again (wechat-and-bots.md §1.3, §1.4)."""

import asyncio
from typing import Any
from urllib.parse import urlencode

from sandbox.fate import pause
from sandbox.outgoing import Answer, NoAnswer, Outgoing, send
from sandbox.wechat import bodies, envelope
from sandbox.wechat.judge import Verdict, judged, shown
from sandbox.wechat.people import heard
from sandbox.wechat.state import Attempt, Push
from sandbox.world import World

FAULT = "该公众号提供的服务出现故障，请稍后再试"
OK = 200


async def push(world: World, openid: str, fields: dict[str, Any], *, visible: bool = True) -> Push:
    """Tell the app what a user did; returns when the platform is done with it, after `copies` if the knob says so."""
    knobs = world.knobs.push
    await asyncio.sleep(pause(world, "push.delay", knobs.delay, knobs.jitter))
    first = _enqueued(world, openid, fields, visible)
    rest = [_enqueued(world, openid, first.fields, False) for _ in range(knobs.copies - 1)]
    if knobs.concurrent:
        await asyncio.gather(*(_deliver(world, one) for one in (first, *rest)))
    else:
        for one in (first, *rest):
            await _deliver(world, one)
    return first


async def verify(world: World, echo: str) -> Verdict:
    """Check the callback address by a GET, as mp.weixin.qq.com does; the raw echo must come back."""
    stamp, nonce = _stamp(world), _nonce(world)
    signed = envelope.signature(world.wechat.account.token, stamp, nonce)
    query = {"signature": signed, "timestamp": stamp, "nonce": nonce, "echostr": echo}
    try:
        answer = await send(Outgoing("GET", f"{_address(world)}?{urlencode(query)}", timeout=world.knobs.push.timeout))
    except NoAnswer as problem:
        return Verdict("no answer", str(problem))
    matched = answer.status == OK and answer.text == echo
    return Verdict("success") if matched else Verdict("garbage", f"{answer.status} {answer.text[:80]}")


def _enqueued(world: World, openid: str, fields: dict[str, Any], visible: bool) -> Push:
    account = world.wechat.account
    common = {"ToUserName": account.original_id, "FromUserName": openid, "CreateTime": int(_stamp(world))}
    one = Push(world.next(), openid, common | fields, visible)
    one.plain = bodies.rendered(one.fields, account.format)
    world.wechat.pushes.append(one)
    return one


async def _deliver(world: World, one: Push) -> None:
    knobs = world.knobs.push
    request = _sealed(world, one)
    for number in range(1 + knobs.resends):
        if number and not knobs.identical:
            request = _sealed(world, one)
        verdict = await _attempt(world, one, request)
        if verdict.kind != "no answer":
            break
    _conclude(world, one, verdict)


async def _attempt(world: World, one: Push, request: Outgoing) -> Verdict:
    begun = world.now()
    try:
        answer = await send(request)
    except NoAnswer as problem:
        answer, verdict = Answer(0, b"", world.now() - begun), Verdict("no answer", str(problem))
    else:
        verdict = _verdict(world, one, answer)
    said = (request.url, request.body.decode(), answer.status, answer.text, verdict.kind, verdict.why, answer.elapsed)
    one.attempts.append(Attempt(begun, *said))
    world.counts[f"push attempts {verdict.kind}"] += 1
    world.version += 1
    return verdict


def _verdict(world: World, one: Push, answer: Answer) -> Verdict:
    if answer.status != OK:
        return Verdict("no answer", f"HTTP {answer.status}")
    return judged(answer.text, world.wechat.account, one.openid)


def _conclude(world: World, one: Push, verdict: Verdict) -> None:
    one.verdict, one.why, one.reply = verdict.kind, verdict.why, dict(verdict.reply)
    world.counts[f"push {verdict.kind}"] += 1
    user = world.wechat.users.get(one.openid)
    if user is None or not one.visible:
        return
    if verdict.kind == "reply":
        heard(world, user, "reply", shown(one.reply))
    elif verdict.kind in {"garbage", "no answer"}:
        heard(world, user, "fault", FAULT)


def _sealed(world: World, one: Push) -> Outgoing:
    """One signed request: plain, compatible (both) or safe (ciphertext only)."""
    account, stamp, nonce = world.wechat.account, _stamp(world), _nonce(world)
    query = {"signature": envelope.signature(account.token, stamp, nonce), "timestamp": stamp, "nonce": nonce}
    query["openid"] = one.openid
    body = one.plain
    if account.mode != "plain":
        secret = envelope.sealed(one.plain, account.encoding_aes_key, account.appid, world.dice("aes"))
        query |= {"encrypt_type": "aes", "msg_signature": envelope.signature(account.token, stamp, nonce, secret)}
        shell = {"ToUserName": account.original_id} if account.mode == "safe" else one.fields
        body = bodies.rendered(shell | {"Encrypt": secret}, account.format)
    content = {"xml": "text/xml", "json": "application/json"}[account.format]
    url = f"{_address(world)}?{urlencode(query)}"
    headers = {"content-type": content, "user-agent": "Mozilla/4.0"}
    return Outgoing("POST", url, body.encode(), headers, world.knobs.push.timeout)


def _address(world: World) -> str:
    return world.config.app + world.wechat.account.callback_path


def _stamp(world: World) -> str:
    return str(int(world.now() + world.knobs.push.clock_skew))


def _nonce(world: World) -> str:
    return str(world.dice("nonce").randrange(10**8, 10**10))
