"""The pusher signs and encrypts as published, waits, sends again, and judges answers; wechatpy is the outside judge."""

import base64
import json
import random
from collections.abc import Callable

import pytest
from starlette.responses import Response
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.replies import create_reply
from wechatpy.utils import check_signature

from sandbox.config import Config
from sandbox.wechat import envelope
from tests.sandbox.conftest import GAO, App, Heard, Sandbox

ACCOUNT = Config().wechat
FAULT = "该公众号提供的服务出现故障，请稍后再试"


def _crypto() -> WeChatCrypto:
    return WeChatCrypto(ACCOUNT.token, ACCOUNT.encoding_aes_key, ACCOUNT.appid)


def _opened(one: Heard) -> str:
    return str(
        _crypto().decrypt_message(one.body, one.query["msg_signature"], one.query["timestamp"], one.query["nonce"])
    )


def _echo(one: Heard) -> str:
    """Answer as an app on wechatpy does."""
    reply = create_reply(f"收到 {parse_message(_opened(one)).content}", parse_message(_opened(one)))
    return str(_crypto().encrypt_message(reply.render(), one.query["nonce"], one.query["timestamp"]))


def test_the_published_example_of_a_signature() -> None:
    signed = envelope.signature("AAAAA", "1714036504", "1514711492")
    assert signed == "f464b24fc39322e44b38aa78f5edd27bd1441696"


@pytest.mark.parametrize("text", ["", "<xml/>", "中文🟢" * 200, "x" * 31, "x" * 32])
def test_wechatpy_opens_what_we_seal_and_we_open_what_it_seals(text: str) -> None:
    sealed = envelope.sealed(text, ACCOUNT.encoding_aes_key, ACCOUNT.appid, random.Random(1))
    assert len(base64.b64decode(sealed)) % 32 == 0
    signed = envelope.signature(ACCOUNT.token, "1", "2", sealed)
    body = f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    assert _crypto().decrypt_message(body, signed, "1", "2") == text
    theirs = _crypto().encrypt_message(text, "2", "1").split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    assert envelope.opened(theirs, ACCOUNT.encoding_aes_key, ACCOUNT.appid) == text
    with pytest.raises(envelope.Damaged, match="appid"):
        envelope.opened(theirs, ACCOUNT.encoding_aes_key, "wxother")


async def test_a_text_arrives_sealed_and_the_reply_is_shown(sandbox: Sandbox, app: App) -> None:
    await sandbox.does(GAO, "follow")
    app.answer = _echo
    push = await sandbox.does(GAO, "say", text="查 证书 <b>&")
    assert push["verdict"] == "reply"
    assert [entry["text"] for entry in await sandbox.sees(GAO)] == ["收到 查 证书 <b>&"]
    one = app.heard[-1]
    check_signature(ACCOUNT.token, one.query["signature"], one.query["timestamp"], one.query["nonce"])
    assert one.query["encrypt_type"] == "aes"
    assert "FromUserName" not in one.body


async def test_a_cdata_end_in_a_text_arrives_whole_and_in_a_careless_reply_shows_the_fault(
    sandbox: Sandbox, app: App
) -> None:
    """wechatpy 2.0.0a26 does not split `]]>` in replies; the real phone then shows the fault."""
    await sandbox.does(GAO, "follow")
    app.answer = _echo
    assert (await sandbox.does(GAO, "say", text="a]]>b"))["verdict"] == "garbage"
    assert parse_message(_opened(app.heard[-1])).content == "a]]>b"


async def test_plain_compatible_and_json_bodies(sandbox: Sandbox, app: App) -> None:
    await sandbox.does(GAO, "follow")
    await sandbox.post("/sandbox/wechat/account", {"mode": "plain"})
    await sandbox.does(GAO, "say", text="甲")
    assert parse_message(app.heard[-1].body).content == "甲"
    assert "msg_signature" not in app.heard[-1].query
    await sandbox.post("/sandbox/wechat/account", {"mode": "compatible"})
    await sandbox.does(GAO, "say", text="乙")
    assert parse_message(app.heard[-1].body).content == "乙"
    assert parse_message(_opened(app.heard[-1])).content == "乙"
    await sandbox.post("/sandbox/wechat/account", {"mode": "safe", "format": "json"})
    await sandbox.does(GAO, "say", text="丙")
    shell = json.loads(app.heard[-1].body)
    assert set(shell) == {"ToUserName", "Encrypt"}
    inner = json.loads(envelope.opened(shell["Encrypt"], ACCOUNT.encoding_aes_key, ACCOUNT.appid))
    assert (inner["Content"], inner["MsgType"], type(inner["MsgId"])) == ("丙", "text", int)


async def test_a_json_popup_has_its_list_at_the_top(sandbox: Sandbox, app: App) -> None:
    await sandbox.post("/sandbox/wechat/account", {"mode": "plain", "format": "json"})
    await sandbox.does(GAO, "popup", template_id="N1", accept=True)
    assert json.loads(app.heard[-1].body)["List"]["SubscribeStatusString"] == "accept"


async def test_silence_is_answered_by_three_more_tries_each_signed_anew(sandbox: Sandbox, app: App) -> None:
    await sandbox.does(GAO, "follow")
    await sandbox.turn("push", timeout=0.1)
    app.delay = 0.4
    push = await sandbox.does(GAO, "say", text="慢")
    assert (push["verdict"], len(push["attempts"])) == ("no answer", 4)
    assert (await sandbox.sees(GAO))[-1]["text"] == FAULT
    tries = app.heard[-4:]
    assert len({one.query["nonce"] for one in tries}) == len({one.body for one in tries}) == 4
    assert len({parse_message(_opened(one)).id for one in tries}) == 1


async def test_identical_resends_by_knob(sandbox: Sandbox, app: App) -> None:
    await sandbox.does(GAO, "follow")
    await sandbox.turn("push", timeout=0.1, identical=True, resends=2)
    app.delay = 0.4
    await sandbox.does(GAO, "say", text="慢")
    assert len({(one.body, one.query["nonce"]) for one in app.heard[-3:]}) == 1


def _swapped(one: Heard) -> str:
    """A reply that forgot to swap sender and receiver."""
    return f"<xml><ToUserName>{ACCOUNT.original_id}</ToUserName><FromUserName>{GAO}</FromUserName></xml>"


def _foreign_key(one: Heard) -> str:
    """A reply sealed with somebody else's key."""
    other = WeChatCrypto(ACCOUNT.token, "A" * 43, ACCOUNT.appid)
    return str(other.encrypt_message("<xml></xml>", one.query["nonce"], one.query["timestamp"]))


def _badly_signed(one: Heard) -> str:
    return _echo(one).replace("<TimeStamp>", "<TimeStamp>1")


@pytest.mark.parametrize(
    "answer",
    [lambda _: '{"errcode": 0}', lambda _: "<xml><MsgType>", lambda _: "ok", _swapped, _foreign_key, _badly_signed],
    ids=["json", "broken", "ok", "unsealed and unswapped", "foreign key", "signature"],
)
async def test_an_answer_that_is_no_reply_shows_the_fault_in_the_chat(
    sandbox: Sandbox, app: App, answer: Callable[[Heard], str]
) -> None:
    await sandbox.does(GAO, "follow")
    app.answer = answer
    push = await sandbox.does(GAO, "say", text="坏")
    assert (push["verdict"], len(push["attempts"])) == ("garbage", 1)
    assert (await sandbox.sees(GAO))[-1]["text"] == FAULT


async def test_empty_and_success_show_nothing_and_a_5xx_is_tried_again(sandbox: Sandbox, app: App) -> None:
    await sandbox.does(GAO, "follow")
    app.answer = lambda _: ""
    assert (await sandbox.does(GAO, "say", text="一"))["verdict"] == "empty"
    app.answer = lambda _: Response("", 500)
    assert len((await sandbox.does(GAO, "say", text="二"))["attempts"]) == 4


async def test_duplicated_and_concurrent_pushes_by_knob(sandbox: Sandbox, app: App) -> None:
    await sandbox.does(GAO, "follow")
    await sandbox.turn("push", copies=3, concurrent=True)
    app.answer = _echo
    await sandbox.does(GAO, "say", text="一")
    assert len({parse_message(_opened(one)).id for one in app.heard[-3:]}) == 1
    assert len([entry for entry in await sandbox.sees(GAO) if entry["kind"] == "reply"]) == 1


async def test_the_clock_of_the_pushes_can_be_wrong(sandbox: Sandbox, app: App) -> None:
    await sandbox.turn("push", clock_skew=-3600)
    await sandbox.does(GAO, "follow")
    assert sandbox.world.now() - int(app.heard[-1].query["timestamp"]) > 3500


async def test_the_url_verification_wants_the_raw_echo(sandbox: Sandbox, app: App) -> None:
    app.answer = lambda one: one.query["echostr"]
    assert (await sandbox.post("/sandbox/wechat/verify"))["verdict"] == "success"
    one = app.heard[-1]
    check_signature(ACCOUNT.token, one.query["signature"], one.query["timestamp"], one.query["nonce"])
    with pytest.raises(InvalidSignatureException):
        check_signature("other", one.query["signature"], one.query["timestamp"], one.query["nonce"])
    app.answer = lambda _: "no"
    assert (await sandbox.post("/sandbox/wechat/verify"))["verdict"] == "garbage"
