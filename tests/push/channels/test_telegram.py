"""Telegram against the sandbox's Bot API."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from push.channels import telegram
from push.channels.outcome import Ambiguous, TryLater, Unreachable
from push.message import Fact, Message
from sandbox.serving import Running
from tests.kit.http.wire import say, serve
from tests.push.channels.conftest import CHAT, parcel

Configure = Callable[..., None]


def _chat(outside: Running) -> list[str]:
    return [str(message["text"]) for message in outside.world.telegram.chats[int(CHAT)].messages]


@pytest.fixture(autouse=True)
def _spoken_to(outside: Running) -> None:
    outside.world.telegram.chats[int(CHAT)].started = True


async def test_the_message_is_shown_with_its_reason(outside: Running) -> None:
    """Everything is said: title, facts, what to do, where, and why it came. No report will follow."""
    ticket = await telegram.send(parcel("telegram", why="因：按企业订阅"))
    assert _chat(outside) == [
        (
            "证书审核结果通知\n证书号：E261026902330183\n证书类型：中国-东盟自贸协定\n审核结果：审核通过\n"
            "处理时间：2026-11-21 09:12\n请安排打印并补录报关单号\nhttps://receipts.example/h/abc\n因：按企业订阅"
        )
    ]
    assert (ticket.provider, ticket.settled) == ("telegram", True)


@pytest.mark.parametrize("fault", ["lost_rate", "reset_rate", "bad_gateway_rate", "html_rate"])
async def test_whatever_is_no_answer_is_ambiguous(outside: Running, fault: str) -> None:
    """N2: Telegram drops no repeats, so nothing is sent twice."""
    setattr(outside.world.knobs.telegram, fault, 1.0)
    with pytest.raises(Ambiguous):
        await telegram.send(parcel("telegram"))
    assert len(_chat(outside)) == (fault == "lost_rate")


async def test_retry_after_is_honoured(outside: Running) -> None:
    """429: the whole channel waits as long as Telegram says."""
    outside.world.knobs.telegram.chat_interval = 30
    await telegram.send(parcel("telegram"))
    with pytest.raises(TryLater) as caught:
        await telegram.send(parcel("telegram"))
    assert (caught.value.code, caught.value.scope, caught.value.alarm) == ("429", "channel", False)
    assert caught.value.retry_after is not None
    assert timedelta(seconds=29) <= caught.value.retry_after <= timedelta(seconds=31)


async def test_whoever_blocked_the_bot_is_gone(outside: Running) -> None:
    """403."""
    outside.world.telegram.chats[int(CHAT)].blocked = True
    with pytest.raises(Unreachable) as caught:
        await telegram.send(parcel("telegram"))
    assert (caught.value.code, caught.value.address_gone) == ("403", True)


async def test_a_chat_that_is_none_is_gone(outside: Running) -> None:
    """400 chat not found."""
    with pytest.raises(Unreachable) as caught:
        await telegram.send(parcel("telegram", to="999999"))
    assert (caught.value.code, caught.value.address_gone) == ("400", True)


async def test_a_wrong_token_stops_the_channel(outside: Running, configure: Configure) -> None:
    """401 and 404 speak of the bot: the operator is called, and nobody's address is thrown away."""
    configure(telegram_token="123456:wrong")
    with pytest.raises(TryLater) as caught:
        await telegram.send(parcel("telegram"))
    assert (caught.value.scope, caught.value.alarm) == ("channel", True)


async def test_our_own_fault_costs_nobody_the_address(configure: Configure) -> None:
    """400 for any other reason: this message is given up, with an alarm."""
    body = b'{"ok":false,"error_code":400,"description":"Bad Request: message text is empty"}'
    answer = b"HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    async with serve(say(answer)) as wire:
        configure(telegram_api_base=wire.url(""))
        with pytest.raises(Unreachable) as caught:
            await telegram.send(parcel("telegram"))
    assert (caught.value.address_gone, caught.value.alarm) == (False, True)


async def test_without_a_token_the_channel_is_off(configure: Configure) -> None:
    """G-2: Telegram is off by default."""
    configure(telegram_token="")
    with pytest.raises(Unreachable, match="HUIZHI_TELEGRAM_TOKEN"):
        await telegram.send(parcel("telegram"))


def test_a_text_longer_than_allowed_is_cut() -> None:
    """4096 characters, with a sign that there was more."""
    long = Message("t", tuple(Fact("n", "x" * 100) for _ in range(60)))
    text = telegram.words(long, "", "")
    assert len(text) == 4096
    assert text.endswith("…")


async def test_many_at_once_arrive_once_each(outside: Running) -> None:
    """A hundred at a time."""
    await asyncio.gather(*(telegram.send(parcel("telegram", Message(str(n)))) for n in range(100)))
    assert sorted(map(int, _chat(outside))) == list(range(100))
