"""WeChat's door: verify, decrypt, hear; answer in the same response, or promise and answer later (`wechat_late`)."""

import asyncio
import time
from collections.abc import Mapping
from functools import partial
from typing import Final

from wechatpy.replies import TextReply

from bot import late, pictures, wechat_body, wechat_envelope, wechat_events, wechat_hearing, wechat_late, words
from bot.hearing import Heard
from bot.listening import Replayed, listen
from bot.replies import Reply, for_wechat
from bot.settings import BotSettings
from bot.wechat_envelope import Forged
from bot.wechat_hearing import Push
from kit import logs, settings
from push.channels import wechat
from push.channels.outcome import NotAccepted

_LOG = logs.get("bot.wechat")
SUCCESS: Final = "success"
_LONGEST_ECHO = 256
_LATE: set[asyncio.Task[None]] = set()  # what is finished after the response; the loop keeps no task alive by itself


def verify(query: Mapping[str, str]) -> str:
    """Return the echo that mp.weixin.qq.com wants back when the address is entered; raises `Forged`."""
    found = settings.load(BotSettings)
    wechat_envelope.check(wechat_hearing.seal_of(found), query, query.get("signature", ""))
    echo = query.get("echostr", "")
    if not echo.isascii() or len(echo) > _LONGEST_ECHO:
        raise Forged("malformed")
    return echo


async def respond(query: Mapping[str, str], body: bytes) -> str:
    """Return the body of the answer to one push; raises `Malformed`, or `Forged` for what is not WeChat's."""
    found, outer = settings.load(BotSettings), wechat_body.read(body)
    if wechat_hearing.is_probe(outer):
        return SUCCESS
    push = wechat_hearing.opened(found, query, outer)
    if push.event in wechat_events.SILENT:
        await wechat_events.take(push)
        return SUCCESS
    heard = wechat_hearing.heard(push)
    reply = await _in_time(heard, push, found.reply_seconds) if heard else Reply()
    _illustrate(push, reply)
    return _rendered(reply, push, found) if reply else SUCCESS


def _illustrate(push: Push, reply: Reply) -> None:
    """Let the pictures of an answer follow it by customer messages."""
    if reply.pictures:
        send = partial(wechat.send_picture, push["FromUserName"])
        following = asyncio.ensure_future(pictures.follow(reply, send, NotAccepted))
        _LATE.add(following)
        following.add_done_callback(_LATE.discard)


async def _in_time(heard: Heard, push: Push, patience: float) -> Reply:
    """Return the answer, or after `patience` seconds that it will come; it then does, by a customer message."""
    signature = "" if push.key else push.signature
    working = asyncio.ensure_future(listen(heard, signature=signature, patience=patience - patience / 10))
    done, _ = await asyncio.wait({working}, timeout=patience)
    if done:
        return _result(working)
    finishing = asyncio.ensure_future(_finish(heard, working))
    _LATE.add(finishing)
    finishing.add_done_callback(_LATE.discard)
    return Reply(words.LATER)


def _result(working: "asyncio.Future[Reply]") -> Reply:
    try:
        return working.result()
    except Replayed:
        raise Forged("the signature was used before") from None


async def _finish(heard: Heard, working: "asyncio.Future[Reply]") -> None:
    try:
        await late.promise(heard)
        reply = await working
        await (wechat_late.finish(heard, reply) if reply else late.redeem(heard))
        await pictures.follow(reply, partial(wechat.send_picture, heard.speaker.value), NotAccepted)
    except Replayed:
        await late.redeem(heard)
    except Exception as error:  # noqa: BLE001 — a task of nobody's: the fault is logged, the promise stands as lost
        _LOG.error("late answer lost", error=type(error).__name__, exc_info=error)


def _rendered(reply: Reply, push: Push, found: BotSettings) -> str:
    """Return the passive reply; WeChat shows a fault for `]]>` inside CDATA, which wechatpy leaves as it is."""
    content = wechat_body.clean(for_wechat(reply)).replace("]]>", "]]]]><![CDATA[>")
    answer = TextReply(source=push["ToUserName"], target=push["FromUserName"], content=content, time=int(time.time()))
    plain = str(answer.render())
    if not push.key:
        return plain
    return wechat_envelope.reseal(wechat_hearing.seal_of(found), plain, key=push.key, nonce=push.nonce)
