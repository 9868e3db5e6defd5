"""The custom menu: 3 by 5, with limits in bytes, and conditional menus by tag (wechat-and-bots.md §1.11)."""

from typing import Any

from sandbox.wechat.api import Call, ok
from sandbox.wechat.errors import ApiError
from sandbox.wechat.state import User
from sandbox.world import World

Json = dict[str, Any]
TOP, SUB = 3, 5
TOP_NAME, SUB_NAME = 16, 60
KEY, URL = 128, 1024
KEYED = frozenset(
    {
        "click",
        "scancode_push",
        "scancode_waitmsg",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
    }
)
TYPES = KEYED | {"view", "miniprogram", "media_id", "view_limited", "article_id", "article_view_limited"}


def create(call: Call) -> Json:
    """`menu/create`: replaces the default menu."""
    call.world.wechat.menu = {"button": _checked(call.body)}
    call.world.version += 1
    return ok()


def get(call: Call) -> Json:
    """`menu/get`: the default menu and the conditional ones."""
    state = call.world.wechat
    if not state.menu:
        raise ApiError(46003)
    conditional = [menu | {"menuid": menuid} for menuid, menu in state.conditional.items()]
    answer: Json = {"menu": state.menu}
    return answer | ({"conditionalmenu": conditional} if conditional else {})


def delete(call: Call) -> Json:
    """`menu/delete`: the default menu and every conditional one with it."""
    call.world.wechat.menu = {}
    call.world.wechat.conditional.clear()
    call.world.version += 1
    return ok()


def add_conditional(call: Call) -> Json:
    """`menu/addconditional`: needs a default menu and a rule."""
    if not call.world.wechat.menu:
        raise ApiError(65303)
    rule = call.body.get("matchrule")
    if not isinstance(rule, dict) or not any(rule.values()):
        raise ApiError(65305)
    if "tag_id" in rule and str(rule["tag_id"]) not in map(str, call.world.wechat.tags):
        raise ApiError(45159)
    menuid = 400_000_000 + call.world.next()
    call.world.wechat.conditional[menuid] = {"button": _checked(call.body), "matchrule": rule}
    call.world.version += 1
    return {"menuid": str(menuid)}


def delete_conditional(call: Call) -> Json:
    """`menu/delconditional`."""
    menuid = call.body.get("menuid")
    if not str(menuid).isdigit() or call.world.wechat.conditional.pop(int(str(menuid)), None) is None:
        raise ApiError(65301)
    return ok()


def try_match(call: Call) -> Json:
    """`menu/trymatch`: the menu that one user sees."""
    user = call.world.wechat.users.get(call.text("user_id"))
    return {"button": menu_of(call.world, user).get("button", [])}


def menu_of(world: World, user: User | None) -> Json:
    """Choose the newest conditional menu whose tag the user carries, else the default one."""
    for menu in reversed(list(world.wechat.conditional.values())):
        tag = str(menu["matchrule"].get("tag_id", ""))
        if user is not None and tag in {str(number) for number in user.tags}:
            return menu
    return world.wechat.menu


def has_key(world: World, user: User, key: str) -> bool:
    """Tell whether the user's menu has an item of that key; an account without a menu has them all."""
    shown = menu_of(world, user).get("button", [])
    items = [item for button in shown for item in (button, *(button.get("sub_button") or ()))]
    return not shown or any(item.get("key") == key for item in items)


def _checked(body: Json) -> list[Json]:
    buttons = body.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= TOP:
        raise ApiError(40016)
    for button in buttons:
        _refuse_name(button, TOP_NAME, 40018)
        subs = button.get("sub_button") or []
        if len(subs) > SUB:
            raise ApiError(40023)
        if not subs:
            _refuse_button(button, (40017, 40019, 40020))
        for sub in subs:
            _refuse_name(sub, SUB_NAME, 40025)
            _refuse_button(sub, (40024, 40026, 40027))
    return buttons


def _refuse_name(button: Any, most: int, code: int) -> None:
    if not isinstance(button, dict):
        raise ApiError(47001)
    if not 1 <= len(str(button.get("name", "")).encode()) <= most:
        raise ApiError(code)


def _refuse_button(button: Json, codes: tuple[int, int, int]) -> None:
    kind, (bad_type, bad_key, bad_url) = button.get("type"), codes
    if kind not in TYPES:
        raise ApiError(bad_type)
    if kind in KEYED and not 1 <= len(str(button.get("key", "")).encode()) <= KEY:
        raise ApiError(bad_key)
    if kind in {"view", "miniprogram"} and not 1 <= len(str(button.get("url", "")).encode()) <= URL:
        raise ApiError(bad_url)
