"""The account's menu: within the platform's limits, published, and every item understood."""

import pytest

from bot import wechat_menu
from bot.reading import Intent, understand
from kit.http import close
from tests.bot.conftest import WeChat


@pytest.fixture
def dialect() -> str:
    """The menu knows no database."""
    return "sqlite"


def test_every_click_is_a_command_and_nothing_is_left_out() -> None:
    groups = wechat_menu.menu()["button"]
    items = [item for group in groups for item in group["sub_button"]]
    assert len(groups) == 3
    assert all(len(group["sub_button"]) == 5 for group in groups)
    assert all(isinstance(understand(item["key"]), Intent) for item in items if item["type"] == "click")


def test_the_managers_menu_is_as_large_and_every_click_a_command() -> None:
    special = wechat_menu.managers_menu(102)
    items = [item for group in special["button"] for item in group["sub_button"]]
    assert all(len(group["sub_button"]) <= 5 for group in special["button"])
    assert all(isinstance(understand(item["key"]), Intent) for item in items if item["type"] == "click")
    assert special["matchrule"] == {"tag_id": "102"}


async def test_the_platform_takes_both(wechat: WeChat) -> None:
    everybodys, managers = await wechat_menu.publish()
    assert wechat.outside.wechat.menu == everybodys
    assert list(wechat.outside.wechat.conditional.values()) == [managers]
    await close()
