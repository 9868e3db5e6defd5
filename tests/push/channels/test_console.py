"""The terminal as a channel."""

import pytest

from push.channels import console
from push.message import Message
from tests.push.channels.conftest import parcel


async def test_the_message_is_printed_and_has_arrived(capsys: pytest.CaptureFixture[str]) -> None:
    """Title, aligned facts, what to do, where, why, and to whom (masked)."""
    ticket = await console.send(parcel("console", why="因：按企业订阅"))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("┌─ 证书审核结果通知 ─")
    assert lines[1:3] == ["│ 证书号    E261026902330183", "│ 证书类型  中国-东盟自贸协定"]
    assert lines[-4:-1] == ["│ 请安排打印并补录报关单号", "│ http://127.0.0.1:8000/h/abc", "│ 因：按企业订阅"]
    assert lines[-1].strip() == "└─ console …ator"
    assert ticket.settled


def test_a_bare_title_is_a_card_too() -> None:
    """Nothing but a title: two lines."""
    assert len(console.card(parcel("console", Message("验证码")), "http://x").splitlines()) == 2
