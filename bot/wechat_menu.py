"""The account's own menu, made from the grammar's table: three by five, each item says its words (ux.md §3.5)."""

from typing import Any, Final

from api import processes
from bot.grammar import VERBS
from push.channels.outcome import NotAccepted
from push.channels.wechat import account, api, platform

_GROUPS: Final = ("查询", "订阅", "我的")
_SCAN: Final = {"type": "scancode_waitmsg", "name": "扫码查证书", "key": "scan"}
_MORE: Final[dict[str, tuple[dict[str, str], ...]]] = {
    "订阅": (
        {"type": "click", "name": "按企业订阅", "key": "订阅 企业"},
        {"type": "click", "name": "按个人订阅", "key": "订阅 个人"},
        _SCAN,
    ),
    "我的": ({"type": "click", "name": "账号绑定", "key": "绑定"},),
}
_MOST: Final = 5


def menu() -> dict[str, Any]:
    """Return the menu as the platform takes it; a click says the words of its key."""
    return {"button": [{"name": group, "sub_button": _items(group)} for group in _GROUPS]}


def _items(group: str) -> list[dict[str, str]]:
    verbs = [
        {"type": "click", "name": each.label or each.name, "key": each.name} for each in VERBS if each.menu == group
    ]
    return [*verbs, *_MORE.get(group, ())][:_MOST]


async def publish() -> dict[str, Any]:
    """Replace the account's menu and return it; raises what the platform's refusal stands for."""
    made = menu()
    platform.accepted(await api.post(account.current(), "/cgi-bin/menu/create", made))
    return made


async def publish_and_say() -> int:
    """Publish the menu for the operator at the terminal; returns 1, with the platform's own words, where it refuses."""
    async with processes.open_house():
        try:
            made = await publish()
        except NotAccepted as refusal:
            print(f"公众号没有接受菜单：{refusal.code} {refusal.text}")  # noqa: T201 — a command's answer
            return 1
    for group in made["button"]:
        print(f"{group['name']}：{'　'.join(item['name'] for item in group['sub_button'])}")  # noqa: T201
    return 0
