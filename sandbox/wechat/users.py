"""user/*, tags/*: what the platform still tells about followers (no name, no avatar since 2021-12-27)."""

from typing import Any

from sandbox.wechat.api import Call, ok
from sandbox.wechat.errors import ApiError
from sandbox.wechat.people import known
from sandbox.wechat.state import User

Json = dict[str, Any]
PAGE = 10_000
BATCH = 100
TAG_NAME = 30
TAGGED, TAGS_OF_ONE = 50, 20


def info(call: Call) -> Json:
    """`user/info`."""
    return _info(known(call.world, call.query.get("openid", "")))


def batch_info(call: Call) -> Json:
    """`user/info/batchget`: up to 100."""
    rows = call.body.get("user_list")
    if not isinstance(rows, list) or not 1 <= len(rows) <= BATCH:
        raise ApiError(40035)
    return {"user_info_list": [_info(known(call.world, str(row.get("openid", "")))) for row in rows]}


def listed(call: Call) -> Json:
    """`user/get`: openids of followers, 10,000 a page."""
    followers = [user.openid for user in call.world.wechat.users.values() if user.followed]
    after = call.query.get("next_openid", "")
    start = followers.index(after) + 1 if after in followers else 0
    page = followers[start : start + PAGE]
    data = {"data": {"openid": page}} if page else {}
    return {"total": len(followers), "count": len(page), **data, "next_openid": page[-1] if page else ""}


def remark(call: Call) -> Json:
    """`user/info/updateremark`."""
    known(call.world, call.text("openid")).remark = call.text("remark")
    return ok()


def create_tag(call: Call) -> Json:
    """`tags/create`."""
    name = _tag_name(call)
    if len(call.world.wechat.tags) >= BATCH:
        raise ApiError(45056)
    number = 100 + call.world.next()
    call.world.wechat.tags[number] = name
    return {"tag": {"id": number, "name": name}}


def tags(call: Call) -> Json:
    """`tags/get`."""
    users = call.world.wechat.users.values()
    counted = {number: sum(number in user.tags for user in users) for number in call.world.wechat.tags}
    rows = [{"id": number, "name": name, "count": counted[number]} for number, name in call.world.wechat.tags.items()]
    return {"tags": rows}


def update_tag(call: Call) -> Json:
    """`tags/update`."""
    number = _own_tag_id(call)
    call.world.wechat.tags[number] = _tag_name(call)
    return ok()


def delete_tag(call: Call) -> Json:
    """`tags/delete`."""
    number = _own_tag_id(call)
    del call.world.wechat.tags[number]
    for user in call.world.wechat.users.values():
        user.tags = [tag for tag in user.tags if tag != number]
    return ok()


def tag_users(call: Call) -> Json:
    """`tags/members/batchtagging`: nobody may carry more than twenty."""
    number = _tag_id(call, call.body.get("tagid"))
    members = _members(call)
    if any(len({*user.tags, number}) > TAGS_OF_ONE for user in members):
        raise ApiError(45059)
    for user in members:
        user.tags = [*(tag for tag in user.tags if tag != number), number]
    return ok()


def untag_users(call: Call) -> Json:
    """`tags/members/batchuntagging`."""
    number = _tag_id(call, call.body.get("tagid"))
    for user in _members(call):
        user.tags = [tag for tag in user.tags if tag != number]
    return ok()


def tags_of(call: Call) -> Json:
    """`tags/getidlist`."""
    return {"tagid_list": known(call.world, call.text("openid")).tags}


def tagged(call: Call) -> Json:
    """`user/tag/get`."""
    number = _tag_id(call, call.body.get("tagid"))
    openids = [user.openid for user in call.world.wechat.users.values() if number in user.tags]
    return {"count": len(openids), "data": {"openid": openids}, "next_openid": openids[-1] if openids else ""}


def _info(user: User) -> Json:
    if not user.followed:
        return {"subscribe": 0, "openid": user.openid, "unionid": user.unionid}
    return {
        "subscribe": 1,
        "openid": user.openid,
        "unionid": user.unionid,
        "language": "zh_CN",
        "subscribe_time": user.followed_at,
        "remark": user.remark,
        "groupid": user.tags[0] if user.tags else 0,
        "tagid_list": user.tags,
        "subscribe_scene": user.scene_source,
        "qr_scene": int(user.scene) if user.scene.isdigit() else 0,
        "qr_scene_str": "" if user.scene.isdigit() else user.scene,
    }


def _members(call: Call) -> list[User]:
    """Return up to fifty followers, all or none."""
    openids = call.body.get("openid_list")
    if not isinstance(openids, list) or not openids:
        raise ApiError(40003)
    if len(openids) > TAGGED:
        raise ApiError(40032)
    members = [known(call.world, str(openid)) for openid in openids]
    if not all(user.followed for user in members):
        raise ApiError(40003)
    return members


def _tag(call: Call) -> Json:
    tag = call.body.get("tag")
    if not isinstance(tag, dict):
        raise ApiError(40035)
    return tag


def _tag_name(call: Call) -> str:
    name = str(_tag(call).get("name") or "")
    if len(name.encode()) > TAG_NAME:
        raise ApiError(45158)
    if not name or name in call.world.wechat.tags.values():
        raise ApiError(45157)
    return name


def _tag_id(call: Call, number: object) -> int:
    if not isinstance(number, int) or number not in call.world.wechat.tags:
        raise ApiError(45159)
    return number


def _own_tag_id(call: Call) -> int:
    number = _tag_id(call, _tag(call).get("id"))
    if number < BATCH:
        raise ApiError(45058)
    return number
