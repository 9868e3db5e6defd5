"""W-1, W-3, W-4, W-6: what is not WeChat's, stale, replayed or malformed is refused and does nothing."""

import time
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from bot import main, wechat_body
from kit import database, settings
from kit.settings import Misconfigured
from sandbox.wechat import envelope
from sandbox.wechat.judge import judged
from tests.api.people.makers import outbox
from tests.bot import postman
from tests.bot.postman import ACCOUNT, Callback, Letter, plain, sealed, text
from tests.bot.stage import GAO, MOBILE, World

OTHER_KEY = "b3RoZXItc2FuZGJveC1hZXMta2V5LTAxMjM0NTY3ODk"
ASK = f"绑定 {MOBILE}"


@pytest.fixture
async def callback(world: World) -> AsyncIterator[Callback]:
    async with postman.the_callback() as found:
        yield found


def _set(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"HUIZHI_WECHAT_{name}", value)
    settings.forget()


async def _nothing_happened() -> bool:
    rows = await database.fetch("select count(*) as n from heard")
    return rows[0]["n"] == 0 and not await outbox()


async def test_the_address_is_verified_by_its_echo(callback: Callback) -> None:
    stamp, nonce, signature = postman.signed()
    answer = await callback.get(signature=signature, timestamp=stamp, nonce=nonce, echostr="4375120948345356249")
    assert (answer.status_code, answer.text) == (200, "4375120948345356249")
    forged = await callback.get(signature="0" * 40, timestamp=stamp, nonce=nonce, echostr="1")
    assert (forged.status_code, forged.content) == (403, b"")


@pytest.mark.parametrize(("age", "status"), [(299, 200), (-299, 200), (301, 403), (-301, 403)])
async def test_three_hundred_seconds_of_age_and_no_more(
    callback: Callback, monkeypatch: pytest.MonkeyPatch, age: int, status: int
) -> None:
    """Judged at a moment that stands still: a busy machine ages no letter."""
    letter = sealed(text("帮助"))
    arrived = int(letter.query["timestamp"]) + age
    monkeypatch.setattr("bot.wechat_envelope.time", SimpleNamespace(time=lambda: arrived))
    assert (await callback.post(letter)).status_code == status


async def test_a_nonce_that_lends_digits_to_the_timestamp_is_refused(callback: Callback) -> None:
    """The sorted parts of the signature are joined without a seam: other pairs give the same digest."""
    letter = sealed(text("帮助"), nonce="9" * 10)
    joined = letter.query["timestamp"] + letter.query["nonce"]
    for cut in [*range(1, 10), *range(11, 20)]:
        moved = letter.query | {"timestamp": joined[:cut], "nonce": joined[cut:]}
        assert (await callback.post(Letter(moved, letter.body))).status_code == 403
    swapped = letter.query | {"timestamp": letter.query["nonce"], "nonce": letter.query["timestamp"]}
    assert (await callback.post(Letter(swapped, letter.body))).status_code == 403
    assert await _nothing_happened()


@pytest.mark.parametrize(
    "spoiled",
    [
        {"msg_signature": "0" * 40},
        {"msg_signature": ""},
        {"msg_signature": "ſ" * 40},
        {"nonce": ""},
        {"nonce": "a-b"},
        {"timestamp": "１７３２１５００００"},
        {"timestamp": "-173215000"},
        {"encrypt_type": "raw"},
        {"encrypt_type": ""},
    ],
    ids=str,
)
async def test_a_spoiled_query_is_refused(callback: Callback, spoiled: dict[str, str]) -> None:
    letter = sealed(text(ASK))
    assert (await callback.post(Letter(letter.query | spoiled, letter.body))).status_code == 403
    assert await _nothing_happened()


async def test_in_safe_mode_a_good_plain_signature_opens_nothing(callback: Callback) -> None:
    """W-1: the plain signature does not cover the body."""
    letter = plain(text(ASK))
    assert (await callback.post(letter)).status_code == 403
    letter.query |= {"encrypt_type": "aes", "msg_signature": letter.query["signature"]}
    assert (await callback.post(letter)).status_code == 403
    assert await _nothing_happened()


@pytest.mark.parametrize(
    "how",
    [
        {"appid": "wxsomebodyelse0000"},
        {"key": OTHER_KEY},
        {"token": "another-token-0123456789"},
        {"shell": {"ToUserName": "gh_somebodyelse"}},
    ],
    ids=lambda how: next(iter(how)),
)
async def test_what_is_for_another_account_is_refused(callback: Callback, how: dict[str, Any]) -> None:
    assert (await callback.post(sealed(text(ASK), **how))).status_code == 403
    assert await _nothing_happened()


async def test_an_inner_receiver_who_is_not_ours_is_refused(callback: Callback) -> None:
    letter = sealed(text(ASK, ToUserName="gh_somebodyelse"), shell={})
    assert (await callback.post(letter)).status_code == 403


async def test_without_a_token_nobody_is_let_in(callback: Callback, monkeypatch: pytest.MonkeyPatch) -> None:
    """Finding 5: an empty token would let anybody sign."""
    _set(monkeypatch, APP_ID="", TOKEN="", ENCODING_AES_KEY="")
    assert (await callback.post(sealed(text(ASK), token=""))).status_code == 403
    stamp, nonce, signature = postman.signed(token="")
    answer = await callback.get(signature=signature, timestamp=stamp, nonce=nonce, echostr="1")
    assert answer.status_code == 403


async def test_during_a_rotation_either_key_opens_and_closes_its_own(
    callback: Callback, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, ENCODING_AES_KEY=OTHER_KEY, PREVIOUS_AES_KEY=ACCOUNT.encoding_aes_key)
    assert "直接发证书号" in await callback.says(sealed(text("帮助")))
    answer = await callback.post(sealed(text("帮助"), key=OTHER_KEY))
    verdict = judged(answer.text, ACCOUNT, GAO)
    assert (verdict.kind, answer.status_code) == ("garbage", 200), "the old key must not open what the new one closed"
    secret = answer.text.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    assert "直接发证书号" in envelope.opened(secret, OTHER_KEY, ACCOUNT.appid)


async def test_a_replay_gets_the_same_answer_and_has_no_second_effect(callback: Callback) -> None:
    """W-4: the same request again, and the same message sealed anew."""
    fields = text(ASK)
    letter = sealed(fields)
    first = await callback.says(letter)
    assert first.startswith("验证码已发到")
    for _ in range(20):
        assert await callback.says(letter) == first
    for _ in range(3):
        assert await callback.says(sealed(fields)) == first
    assert len(await outbox()) == 1


async def test_an_event_without_a_number_is_known_by_sender_second_and_key(callback: Callback, world: World) -> None:
    await world.open_ticket()
    fields = postman.event("SCAN", world.scene)
    first = await callback.says(sealed(fields))
    assert "确认绑定" in first
    assert await callback.says(sealed(fields)) == first
    assert "已失效" in await callback.says(sealed(fields | {"EventKey": "another"}))


async def test_in_plain_mode_a_signature_is_good_for_one_message(
    callback: Callback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever saw one push go by could otherwise send any body under its signature."""
    _set(monkeypatch, MODE="plain")
    letter = plain(text("帮助"))
    assert (await callback.post(letter)).status_code == 200
    assert (await callback.post(letter)).status_code == 200
    forged = Letter(letter.query, plain(text(ASK)).body)
    assert (await callback.post(forged)).status_code == 403
    assert not await outbox()


async def test_in_compatible_mode_only_the_encrypted_half_counts(
    callback: Callback, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, MODE="compatible")
    honest = text("帮助")
    letter = sealed(honest, shell=text(ASK) | {"ToUserName": ACCOUNT.original_id})
    letter.query["signature"] = postman.signed()[2]
    assert "直接发证书号" in await callback.says(letter)
    assert (await callback.post(plain(text(ASK)))).status_code == 403
    assert not await outbox()


def _deep(depth: int) -> str:
    return "<xml>" + "<a>" * depth + "</a>" * depth + "</xml>"


_BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
_XXE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><MsgType>&f;</MsgType></xml>'
MALFORMED = {
    "nothing": "",
    "no XML": "hello",
    "cut": "<xml><MsgType>te",
    "a text": '"text"',
    "a list": "[1, 2]",
    "no type": "<xml><ToUserName>gh_0123456789ab</ToUserName></xml>",
    "only a root": "<xml/>",
    "an external DTD": '<!DOCTYPE xml SYSTEM "http://127.0.0.1/x.dtd"><xml><MsgType>text</MsgType></xml>',
    "entities": _BOMB + "<xml><MsgType>&b;</MsgType></xml>",
    "a file": _XXE,
    "too deep": _deep(17),
    "much too deep": _deep(2000),
    "JSON too deep": '{"a":' * 40 + "1" + "}" * 40,
    "JSON much too deep": '{"a":' * 3000 + "1" + "}" * 3000,
    "a broken surrogate": '{"MsgType": "text", "FromUserName": "\\ud800"}',
    "a sender of another kind": '{"ToUserName": "gh_0123456789ab", "FromUserName": {"a": 1}, "MsgType": "text"}',
    "a sender with blanks": "<xml><ToUserName>gh_0123456789ab</ToUserName><FromUserName>a b</FromUserName></xml>",
    "no second": "<xml><ToUserName>gh_0123456789ab</ToUserName><FromUserName>oA</FromUserName></xml>",
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
async def test_what_is_malformed_is_refused_sealed_or_not(
    callback: Callback, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W-6: 4xx, empty, within 50 ms of CPU."""
    begun = time.process_time()
    answers = [await callback.post(Letter({}, body.encode())), await callback.post(sealed(body, shell={}))]
    _set(monkeypatch, MODE="plain")
    answers.append(await callback.post(plain(body)))
    assert {(answer.status_code in {400, 403}, answer.content) for answer in answers} == {(True, b"")}
    assert time.process_time() - begun < 0.15
    assert await _nothing_happened()


@pytest.mark.parametrize("odd", [{"MsgId": "x" * 40}, {"MsgId": ""}, {"MsgId": "-1"}, {"MsgId": {"a": 1}}], ids=str)
async def test_an_odd_message_number_is_no_fault(callback: Callback, odd: dict[str, Any]) -> None:
    fields = text("帮助") | odd
    first = await callback.says(sealed(fields))
    assert "直接发证书号" in first
    assert await callback.says(sealed(fields)) == first


@pytest.mark.parametrize("words", ["\x00\x01帮助", "帮助\ufffe", "\u202e帮助", "帮助" + "\U0010ffff"])
async def test_control_characters_do_no_harm(callback: Callback, words: str) -> None:
    await callback.says(sealed(postman.as_json(text(words)).decode(), form="json"))


async def test_two_mebibytes_are_refused_before_they_are_read(callback: Callback) -> None:
    told = await callback.post(Letter({}, b"x" * 2 * 1024 * 1024))
    assert told.status_code == 413
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(2048):
            read += 1024
            yield b"<" * 1024

    answer = await callback.http.post(postman.CALLBACK, content=endless())
    assert answer.status_code == 413
    assert read <= wechat_body.LIMIT + 2048


async def test_a_length_that_is_no_number_is_refused(callback: Callback) -> None:
    request = httpx.Request("POST", "http://bot" + postman.CALLBACK, content=b"<xml/>")
    request.headers["content-length"] = "²"
    assert (await callback.http.send(request)).status_code == 413


@pytest.mark.parametrize("body", ['{"action": "CheckContainerPath"}', "<xml><action>CheckContainerPath</action></xml>"])
async def test_a_container_probe_is_answered(callback: Callback, body: str) -> None:
    answer = await callback.post(Letter({}, body.encode()))
    assert (answer.status_code, answer.text) == (200, "success")
    assert await _nothing_happened()


BAD = {
    "a short token": {"TOKEN": "x" * 15},
    "no token": {"TOKEN": ""},
    "no key": {"ENCODING_AES_KEY": ""},
    "a short key": {"ENCODING_AES_KEY": "x" * 42},
    "no key in compatible mode": {"ENCODING_AES_KEY": "", "MODE": "compatible"},
    "a short previous key": {"PREVIOUS_AES_KEY": "x" * 10},
    "an unknown mode": {"MODE": "open"},
}


@pytest.mark.parametrize("values", BAD.values(), ids=BAD.keys())
def test_a_callback_that_is_not_safe_does_not_start(values: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """W-2: one sentence that names the setting, and no secret in it."""
    _set(monkeypatch, **values)
    with pytest.raises(Misconfigured, match="HUIZHI_WECHAT_") as fault:
        main.create_app()
    assert not any(value and value in str(fault.value) for value in (values.get("TOKEN"), ACCOUNT.token))
