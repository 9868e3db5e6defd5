"""Every command of the features' table is shown by a transcript, on both channels; and the documentation says which."""

import pytest

from tests.bot import script, surfaces
from tests.bot.surfaces import PAGE, commands, turn_of
from tests.bot.test_transcripts import CORE, TELEGRAM, WECHAT

DOORS = {"core": CORE, "WeChat": WECHAT, "Telegram": TELEGRAM}
_BY_PHONE = "Telegram binds from the page, which asks for consent (G-2): there is no code by SMS to type"
_FOLLOWING = "a code of the page is a link on Telegram, and opening it greets each time"
_PAPER = "the menu that scans paper is WeChat's (scancode_waitmsg)"
_LINK = "said by Telegram alone: the way to bind there"
ONE_DOOR = {
    "binding: 绑定": _BY_PHONE,
    "binding: 手机号单独发，全角，带空格": _BY_PHONE,
    "binding: 验证码不对，重发": _BY_PHONE,
    "binding: 手机号不在档": _BY_PHONE,
    "binding: 不是手机号": _BY_PHONE,
    "binding: 扫码，两边确认": _FOLLOWING,
    "binding: 扫码，不是本人": _FOLLOWING,
    "paper: 扫印好的证书": _PAPER,
    "paper: 扫的不是证书": _PAPER,
    "paper: 扫别家的证书": _PAPER,
    "paper: 没绑定就扫": _PAPER,
    "paper: 扫协调单号": _PAPER,
    "telegram: 开始，绑定要从电脑": _LINK,
    "telegram: 打开页面上的链接": _LINK,
    "telegram: 链接已失效": _LINK,
    "telegram: 解绑": "the slash command /unbind",
}


@pytest.mark.parametrize("door", ["WeChat", "Telegram"])
@pytest.mark.parametrize(("area", "command"), commands())
def test_a_command_of_the_column_is_said_and_answered_on_the_channel(area: str, command: str, door: str) -> None:
    turns = [f"{part.part}, line {line}" for part in DOORS[door] if (line := turn_of(part, command))]
    assert turns, f"{area}: no transcript that runs on {door} shows {command}"


def test_every_area_with_a_command_is_there() -> None:
    """All areas but base data and seals have commands, fifteen in all."""
    areas = [area for area, _ in commands()]
    assert list(dict.fromkeys(areas)) == ["USER", "SYNC", "CO", "FILE", "PUSH", "SUPP", "COORD", "PRINT"]
    assert len(areas) == 15


def test_every_transcript_runs_everywhere_but_those_that_say_why_not() -> None:
    parts = [part for path in script.FILES for part in script.parts(path)]
    doors = {part.part: {name for name, played in DOORS.items() if part in played} for part in parts}
    assert {part for part, played in doors.items() if played != set(DOORS)} == set(ONE_DOOR)
    assert all("core" in played and len(played) > 1 for played in doors.values())


def test_there_are_more_than_150_turns() -> None:
    assert script.turns() >= 150


def test_the_documentation_names_them() -> None:
    assert surfaces.table() in PAGE.read_text("utf-8")
