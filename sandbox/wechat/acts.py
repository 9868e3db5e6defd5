"""What a person does with the account: each act changes her side of things and is pushed to the app (§1.2)."""

from collections.abc import Callable
from typing import Any

from sandbox.wechat import menu, qrcode
from sandbox.wechat.people import open_credit, said
from sandbox.wechat.pusher import push
from sandbox.wechat.state import Push, User
from sandbox.world import World

Json = dict[str, Any]
SILENT = frozenset({"unsubscribe", "VIEW", "subscribe_msg_popup_event", "subscribe_msg_change_event"})
MEDIA = {"image": "图片", "voice": "语音", "video": "视频", "location": "位置", "link": "链接"}


class Impossible(Exception):
    """The person cannot do that now; the text says why."""


async def act(world: World, user: User, name: str, given: Json) -> Push:
    """Do it and wait until the platform has told the app; Impossible or KeyError (no such act)."""
    fields = _media(world, user, name, given) if name in MEDIA else ACTS[name](world, user, given)
    return await push(world, user.openid, fields, visible=fields.get("Event", "") not in SILENT)


def _follow(world: World, user: User, given: Json) -> Json:
    if user.followed:
        raise Impossible("已经关注")
    return _followed(world, user, "", str(given.get("source", "ADD_SCENE_SEARCH")))


def _followed(world: World, user: User, scene: str, source: str) -> Json:
    user.followed, user.followed_at, user.scene, user.scene_source = True, int(world.now()), scene, source
    open_credit(world, user, "follow")
    said(world, user, "event", "关注了公众号")
    return {"MsgType": "event", "Event": "subscribe", "EventKey": ""}


def _unfollow(world: World, user: User, _: Json) -> Json:
    _refuse_stranger(user)
    user.followed, user.tags = False, []
    user.credits.clear()
    said(world, user, "event", "取消关注")
    return {"MsgType": "event", "Event": "unsubscribe", "EventKey": ""}


def _scan(world: World, user: User, given: Json) -> Json:
    found = qrcode.find(world, str(given.get("ticket") or given.get("scene") or given.get("url") or ""))
    if found is None:
        raise Impossible("二维码不存在或已过期")
    if not user.followed:
        event = _followed(world, user, found.scene, "ADD_SCENE_QR_CODE")
        return event | {"EventKey": f"qrscene_{found.scene}", "Ticket": found.ticket}
    open_credit(world, user, "scan")
    said(world, user, "event", "扫描了二维码")
    return {"MsgType": "event", "Event": "SCAN", "EventKey": found.scene, "Ticket": found.ticket}


def _say(world: World, user: User, given: Json) -> Json:
    _refuse_stranger(user)
    text = str(given["text"])
    open_credit(world, user, "message")
    said(world, user, "text", text)
    return {"MsgType": "text", "Content": text, "MsgId": _msgid(world, given)}


def _choose(world: World, user: User, given: Json) -> Json:
    """Tap an item of a menu message: it sends a text, but opens only the credits of a menu."""
    _refuse_stranger(user)
    text, number = str(given["text"]), str(given.get("id", ""))
    open_credit(world, user, "menu")
    said(world, user, "text", text)
    fields = {"MsgType": "text", "Content": text, "MsgId": _msgid(world, given)}
    return fields | ({"bizmsgmenuid": number} if number and not world.wechat.account.test_account else {})


def _tap(world: World, user: User, given: Json) -> Json:
    _refuse_without_item(world, user, given)
    open_credit(world, user, "menu")
    said(world, user, "event", f"点击菜单「{given.get('name') or given['key']}」")
    return {"MsgType": "event", "Event": "CLICK", "EventKey": str(given["key"])}


def _view(world: World, user: User, given: Json) -> Json:
    _refuse_stranger(user)
    said(world, user, "event", "打开了菜单链接")
    return {"MsgType": "event", "Event": "VIEW", "EventKey": str(given["url"]), "MenuId": 434561489}


def _scancode(world: World, user: User, given: Json) -> Json:
    _refuse_without_item(world, user, given)
    open_credit(world, user, "menu")
    said(world, user, "event", "扫了一扫")
    found = {"ScanType": str(given.get("type", "qrcode")), "ScanResult": str(given["result"])}
    kind = str(given.get("event", "scancode_waitmsg"))
    return {"MsgType": "event", "Event": kind, "EventKey": str(given["key"]), "ScanCodeInfo": found}


def _popup(world: World, user: User, given: Json) -> Json:
    """Answers to the subscription popup: one template or several, each accepted or rejected."""
    answers = given.get("templates") or {str(given["template_id"]): bool(given.get("accept", True))}
    rows = [
        {"TemplateId": name, "SubscribeStatusString": "accept" if yes else "reject", "PopupScene": "1"}
        for name, yes in answers.items()
    ]
    if not all(name in world.wechat.templates and world.wechat.templates[name].notice for name in answers):
        raise Impossible("弹窗里只有订阅通知的模板")
    user.consents.update({name: 1 for name, yes in answers.items() if yes})
    said(world, user, "event", "选择了订阅通知")
    lists = rows if len(rows) > 1 else rows[0]
    return {"MsgType": "event", "Event": "subscribe_msg_popup_event", "SubscribeMsgPopupEvent": {"List": lists}}


def _withdraw(world: World, user: User, given: Json) -> Json:
    name = str(given["template_id"])
    user.consents[name] = 0
    said(world, user, "event", "关闭了订阅通知")
    row = {"TemplateId": name, "SubscribeStatusString": "reject"}
    return {"MsgType": "event", "Event": "subscribe_msg_change_event", "SubscribeMsgChangeEvent": {"List": row}}


def _raw(world: World, user: User, given: Json) -> Json:
    said(world, user, "event", str(given["fields"].get("Event") or given["fields"].get("MsgType", "raw")))
    return dict(given["fields"])


def _media(world: World, user: User, kind: str, given: Json) -> Json:
    _refuse_stranger(user)
    open_credit(world, user, "message")
    said(world, user, kind, f"[{MEDIA[kind]}]")
    media = f"media{world.next():08d}"
    fields: dict[str, Json] = {
        "image": {"PicUrl": f"{world.config.base}/sandbox/picture", "MediaId": media},
        "voice": {"MediaId": media, "Format": "amr"},
        "video": {"MediaId": media, "ThumbMediaId": f"thumb{media}"},
        "location": {"Location_X": "34.223", "Location_Y": "108.951", "Scale": "15", "Label": "陕西省西安市"},
        "link": {"Title": "链接", "Description": "", "Url": world.config.base},
    }
    return {"MsgType": kind} | fields[kind] | {"MsgId": _msgid(world, given)}


def _refuse_stranger(user: User) -> None:
    if not user.followed:
        raise Impossible("还没有关注公众号")


def _refuse_without_item(world: World, user: User, given: Json) -> None:
    """Nobody taps what their menu does not show."""
    _refuse_stranger(user)
    if not menu.has_key(world, user, str(given["key"])):
        raise Impossible("菜单里没有这一项")


def _msgid(world: World, given: Json) -> int:
    return int(given.get("msgid") or 23_000_000_000_000_000 + world.next())


ACTS: dict[str, Callable[[World, User, Json], Json]] = {
    "follow": _follow,
    "unfollow": _unfollow,
    "scan": _scan,
    "say": _say,
    "choose": _choose,
    "tap": _tap,
    "view": _view,
    "scancode": _scancode,
    "popup": _popup,
    "withdraw": _withdraw,
    "raw": _raw,
}
