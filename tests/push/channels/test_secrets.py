"""W-7: no secret and no phone number reaches a log, an exception or the terminal, whatever goes wrong."""

import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator

import pytest
import structlog

from kit import logs
from push.channels import telegram, wechat
from push.channels.outcome import NotAccepted
from push.channels.registry import SEATS
from push.channels.sms import sending
from push.channels.wechat import js_sdk, oauth
from sandbox.serving import Running
from tests.push.channels.conftest import CHAT, OPENID, PHONE, parcel

FAULTS = ["", "lost_rate", "reset_rate", "bad_gateway_rate", "html_rate", "busy_rate"]


@pytest.fixture
def written(capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Everything that is logged, at the lowest level, while the test runs."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure(level="DEBUG", as_json=True)
    root.setLevel(logging.DEBUG)
    yield lambda: "".join(capfd.readouterr())
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize("fault", FAULTS)
async def test_nothing_leaks(
    outside: Running, configure: Callable[..., None], written: Callable[[], str], fault: str
) -> None:
    """Every channel and provider, well and under each fault, tracebacks included."""
    if fault:
        for service in ("wechat", "kannel", "aliyun", "tencent", "telegram"):
            setattr(getattr(outside.world.knobs, service), fault, 1.0)
    said = [await _attempt(wechat.send, "wechat"), await _attempt(telegram.send, "telegram")]
    for provider in ("kannel", "aliyun", "tencent"):
        configure(sms_provider=provider)
        said.append(await _attempt(sending.send, "sms"))
    said += [await _asked(oauth.visitor("code-of-a-visitor")), await _asked(js_sdk.config("https://receipts.example/"))]
    out = written() + "".join(said)
    assert "token fetched" in out or "TryLater" in out
    for canary in _canaries(outside):
        assert canary not in out, out


def _canaries(outside: Running) -> list[str]:
    world = outside.world
    accounts = world.config.sms
    secrets = [accounts.kannel_password + "&", accounts.aliyun_key_secret, accounts.tencent_secret_key]
    secrets += [world.config.wechat.secret, world.config.telegram_token, *world.wechat.tokens]
    secrets += ["code-of-a-visitor", *[ticket for ticket, _ends in world.wechat.tickets.values()]]
    return [*secrets, PHONE, OPENID, f"chat_id={CHAT}"]


async def _asked(question: Awaitable[object]) -> str:
    try:
        await question
    except (NotAccepted, oauth.BadCode) as fault:
        return "".join(traceback.format_exception(fault))
    return ""


async def _attempt(send: Callable[..., object], channel: str) -> str:
    try:
        await send(parcel(channel))  # type: ignore[misc]
    except NotAccepted as fault:
        return "".join(traceback.format_exception(fault)) + repr(fault) + fault.text
    return ""


def test_every_channel_has_a_seat() -> None:
    """House rule 11: the registry names each channel once, under the name that addresses carry."""
    assert {name: seat.name for name, seat in SEATS.items()} == {n: n for n in ("wechat", "sms", "telegram", "console")}
