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


async def test_the_platform_takes_it(wechat: WeChat) -> None:
    made = await wechat_menu.publish()
    assert wechat.outside.wechat.menu == made
    await close()
