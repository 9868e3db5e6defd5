"""The tables of answers: well formed, and read as they mean (house rule 10)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine

from kit import clock
from push.channels import reactions
from push.channels.outcome import Ambiguous, TryLater, Unreachable
from push.channels.reactions import Reaction
from push.channels.sms import sending
from tests.kit.http.wire import say, serve
from tests.push.channels.conftest import parcel

SMS = "push.channels.sms"
TABLES = [(SMS, f"{name}.csv") for name in ("kannel", "smpp", "aliyun", "tencent")]
TABLES.append(("push.channels.wechat", "errcodes.csv"))


@pytest.mark.parametrize(("package", "name"), TABLES)
def test_every_row_makes_sense(package: str, name: str) -> None:
    """Kinds, scopes and waits are known words; a stopped channel says for how long and calls the operator."""
    table = reactions.load(package, name)
    own = {"token", "openid", "format"} if "wechat" in package else set()
    for code, row in table.items():
        assert row.kind in {"accepted", "later", "never", "gone", "ambiguous"} | own, code
        assert row.note, code
        if row.scope == "channel":
            assert row.wait, code
    assert sum(row.kind == "accepted" for row in table.values()) >= 1


def _later(wait: str) -> timedelta | None:
    fault = reactions.refusal(Reaction("later", "message", wait, alarm=False, note=""), "c", "t", "p")
    assert isinstance(fault, TryLater)
    return fault.retry_after


@pytest.mark.parametrize(
    ("wait", "expected"),
    [
        ("", None),
        ("5s", timedelta(seconds=5)),
        ("10m", timedelta(minutes=10)),
        ("2h", timedelta(hours=2)),
        ("minute", timedelta(seconds=20)),
        ("hour", timedelta(minutes=29, seconds=20)),
        ("midnight", timedelta(hours=6, minutes=29, seconds=20)),
    ],
)
def test_waits_are_read(wait: str, expected: timedelta | None) -> None:
    """Spans, and the natural minute, hour and day of China (formats.md §6)."""
    with time_machine.travel(datetime(2026, 11, 21, 17, 30, 40, tzinfo=clock.SHANGHAI), tick=False):
        assert _later(wait) == expected


def test_the_kinds_become_their_exceptions() -> None:
    """gone, never and ambiguous; texts are masked on their way into the log."""

    def told(kind: str) -> object:
        return reactions.refusal(Reaction(kind, "message", "", alarm=False, note=""), "c", "13800138000 ill", "p")

    gone, never, ambiguous = told("gone"), told("never"), told("ambiguous")
    assert isinstance(gone, Unreachable)
    assert isinstance(never, Unreachable)
    assert isinstance(ambiguous, Ambiguous)
    assert (gone.address_gone, never.address_gone) == (True, False)
    assert (gone.text, ambiguous.code) == ("138****8000 ill", "c")


def test_a_scope_that_does_not_exist_is_found_at_load() -> None:
    """A typing error in a table stops the process at start, not a message at night."""
    row = {"code": "1", "reaction": "later", "scope": "chanel", "wait": "", "alarm": "", "note": ""}
    with pytest.raises(ValueError, match="chanel"):
        reactions._reaction(row)
    with pytest.raises((ValueError, KeyError)):
        reactions._reaction(row | {"scope": "channel", "wait": "soon"})


@pytest.mark.parametrize(
    ("provider", "status", "body", "kind"),
    [
        ("aliyun", "503 Busy", b'{"Code":"Unheard","Message":"m"}', Ambiguous),
        ("aliyun", "503 Busy", b'{"Code":"ServiceUnavailable","Message":"m"}', Ambiguous),
        ("aliyun", "400 Bad", b'{"Code":"Throttling.User","Message":"m"}', TryLater),
        ("aliyun", "200 OK", b'{"Code":"isv.UNHEARD_OF","Message":"m"}', TryLater),
        ("tencent", "200 OK", b'{"Response":{"Error":{"Code":"InternalError.Timeout","Message":"m"}}}', Ambiguous),
        ("tencent", "200 OK", b'{"Response":{"Error":{"Code":"RequestLimitExceeded","Message":"m"}}}', TryLater),
        ("tencent", "200 OK", b'{"Response":{"Error":{"Code":"Unheard.Of","Message":"m"}}}', TryLater),
        ("kannel", "500 Oops", b"Segmentation", Ambiguous),
        ("kannel", "503 Busy", b"Temporal failure, try again later.", TryLater),
        ("kannel", "404 Not Found", b"no such page", TryLater),
    ],
)
async def test_faults_of_the_provider_itself(
    configure: Callable[..., None], provider: str, status: str, body: bytes, kind: type[Exception]
) -> None:
    """A code is a definite refusal; a server fault without a known code leaves it open."""
    any_kind = {"*": {"id": "1", "variables": {}}}
    answer = b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status.encode(), len(body), body)
    async with serve(say(answer)) as wire:
        configure(sms_provider=provider, sms_kannel_url=wire.url("/sendsms"))
        configure(sms_aliyun_endpoint=wire.url(""), sms_tencent_endpoint=wire.url(""))
        configure(sms_aliyun_templates=any_kind, sms_tencent_templates=any_kind)
        with pytest.raises(kind):
            await sending.send(parcel("sms"))
    assert len(wire.requests) == 1
