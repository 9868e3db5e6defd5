"""Configs for pages: signed as the platform's own example, with one ticket for all who ask."""

import asyncio

import pytest

from push.channels.outcome import NotAccepted
from push.channels.wechat import account, js_sdk
from sandbox.serving import Running
from sandbox.wechat.tokens import revoke_all

PAGE = "https://receipts.example/h5/notices"


def test_the_platforms_own_example_is_signed_as_it_says() -> None:
    """The vector of the JS-SDK's documentation (附录1)."""
    ticket = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
    for url in ("http://mp.weixin.qq.com?params=value", "http://mp.weixin.qq.com?params=value#fragment"):
        signed = js_sdk.signature(ticket, "Wm3WZYTPz0wzccnW", 1414587457, url)
        assert signed == "0f9de62fce790f9a083d5c99e95740ceb90c27ed"


def fetched(outside: Running) -> int:
    return outside.world.counts["wechat /cgi-bin/ticket/getticket 0"]


async def test_many_who_ask_in_two_processes_make_one_call(valkey: str, outside: Running) -> None:
    """The second process is this one with what it held forgotten: it reads what the first one stored."""
    first = await asyncio.gather(*[js_sdk.config(PAGE) for _ in range(50)])
    account._ACCOUNTS.clear()
    second = await asyncio.gather(*[js_sdk.config(PAGE) for _ in range(50)])
    assert fetched(outside) == 1
    ticket = outside.world.wechat.tickets["jsapi"][0]
    for each in (*first, *second):
        assert each.signature == js_sdk.signature(ticket, each.nonce, each.timestamp, PAGE)
    assert len({each.nonce for each in (*first, *second)}) == 100


async def test_the_ticket_and_the_token_do_not_mix(valkey: str, outside: Running) -> None:
    await js_sdk.config(PAGE)
    ours = account.current()
    token, ticket = await ours.tokens.get(), await ours.tickets.get()
    account._ACCOUNTS.clear()
    assert (await account.current().tokens.get()).value == token.value != ticket.value
    assert (await account.current().tickets.get()).value == ticket.value


async def test_a_token_that_died_is_replaced_on_the_way_to_the_ticket(valkey: str, outside: Running) -> None:
    await account.current().tokens.get()
    revoke_all(outside.world)
    assert (await js_sdk.config(PAGE)).signature
    assert fetched(outside) == 1


async def test_a_ticket_is_kept_for_less_than_its_two_hours(valkey: str, outside: Running) -> None:
    """The last five minutes are not counted on: a page may stand open before its button is tapped."""
    await js_sdk.config(PAGE)
    account._ACCOUNTS.clear()
    held = await account.current().tickets.get()
    assert held.expires_at - held.fetched_at == pytest.approx(6900, abs=2)


async def test_a_ticket_that_wechat_refuses_is_replaced_once_a_minute(
    valkey: str, outside: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Browsers tell of it; what they tell costs no more than that."""
    await js_sdk.config(PAGE)
    for _ in range(3):
        await js_sdk.doubt()
        await js_sdk.config(PAGE)
    assert fetched(outside) == 1
    monkeypatch.setattr(js_sdk, "_FRESH", -1.0)
    outside.world.wechat.tickets.clear()
    await js_sdk.doubt()
    made = await js_sdk.config(PAGE)
    assert fetched(outside) == 2
    ticket = outside.world.wechat.tickets["jsapi"][0]
    assert made.signature == js_sdk.signature(ticket, made.nonce, made.timestamp, PAGE)


@pytest.mark.parametrize("knob", [{"bad_gateway_rate": 1.0}, {"busy_rate": 1.0}, {"silent": True}])
async def test_without_an_answer_there_is_no_config(
    valkey: str, outside: Running, knob: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(js_sdk, "_PATIENCE", 0.3)
    for name, value in knob.items():
        setattr(outside.world.knobs.wechat, name, value)
    with pytest.raises(NotAccepted):
        await js_sdk.config(PAGE)
