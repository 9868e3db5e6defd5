"""The account's own menu, made from the grammar's table: three by five, each item says its words (ux.md §3.5)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from api import processes
from api.followers import TAG, tag_managers
from bot.grammar import VERBS
from push.channels.outcome import NotAccepted
from push.channels.wechat import account, api, platform, tags

_GROUPS: Final = ("查询", "订阅", "我的")
_SCAN: Final = {"type": "scancode_waitmsg", "name": "扫码订阅证书", "key": "scan"}
_MORE: Final[dict[str, tuple[dict[str, str], ...]]] = {
    "订阅": (
        {"type": "click", "name": "按企业订阅", "key": "订阅 企业"},
        {"type": "click", "name": "按个人订阅", "key": "订阅 个人"},
        _SCAN,
    ),
    "我的": ({"type": "click", "name": "账号绑定", "key": "绑定"},),
}
_OF_MANAGERS: Final[dict[str, tuple[dict[str, str], ...]]] = {
    "我的": ({"type": "click", "name": "待同意", "key": "待同意"},),
}
_MOST: Final = 5


def menu() -> dict[str, Any]:
    """Return everybody's menu as the platform takes it; a click says the words of its key."""
    return {"button": [{"name": group, "sub_button": _items(group, _MORE)} for group in _GROUPS]}


def managers_menu(tag: int) -> dict[str, Any]:
    """Return the menu of who carries the tag of 管理员: bound already, they find 待同意 where others find 账号绑定."""
    groups = [{"name": group, "sub_button": _items(group, _MORE | _OF_MANAGERS)} for group in _GROUPS]
    return {"button": groups, "matchrule": {"tag_id": str(tag)}}


def _items(group: str, more: Mapping[str, Sequence[dict[str, str]]]) -> list[dict[str, str]]:
    verbs = [
        {"type": "click", "name": each.label or each.name, "key": each.name} for each in VERBS if each.menu == group
    ]
    return [*verbs, *more.get(group, ())][:_MOST]


async def publish() -> list[dict[str, Any]]:
    """Replace the account's menus and return them: everybody's, and that of 管理员 (`followers.tag_managers`).

    Raises what the platform's refusal stands for; the conditional menus of before go once the new one stands.
    """
    made = menu()
    await _post("/cgi-bin/menu/create", made)
    ours = account.current()
    standing = platform.accepted(await api.get(ours, "/cgi-bin/menu/get", expects="menu"), "menu")
    special = managers_menu(await tags.id_of(TAG))
    await _post("/cgi-bin/menu/addconditional", special, expects="menuid")
    for old in standing.get("conditionalmenu", []):
        await _post("/cgi-bin/menu/delconditional", {"menuid": str(old["menuid"])})
    return [made, special]


async def _post(path: str, payload: Mapping[str, Any], expects: str = "errcode") -> None:
    platform.accepted(await api.post(account.current(), path, payload, expects=expects), expects)


async def publish_and_say() -> int:
    """Publish the menus for the operator at the terminal; returns 1, with the platform's words, where it refuses."""
    async with processes.open_house():
        try:
            made = await publish()
            await tag_managers()
        except NotAccepted as refusal:
            print(f"公众号没有接受菜单：{refusal.code} {refusal.text}")  # noqa: T201 — a command's answer
            return 1
    for title, each in zip(("所有人", TAG), made, strict=True):
        print(f"【{title}】")  # noqa: T201
        for group in each["button"]:
            print(f"{group['name']}：{'　'.join(item['name'] for item in group['sub_button'])}")  # noqa: T201
    return 0
