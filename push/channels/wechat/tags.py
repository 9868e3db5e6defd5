"""Tags of followers: up to 50 people a call (wechat-and-bots.md §1.11)."""

from collections.abc import Sequence
from typing import Final

from push.channels.wechat import account, api, platform

BATCH: Final = 50


async def id_of(name: str) -> int:
    """Return the id of a tag by its name, making the tag where there is none; raises NotAccepted."""
    ours = account.current()
    listed = platform.accepted(await api.get(ours, "/cgi-bin/tags/get", expects="tags"), "tags")
    for tag in listed["tags"]:
        if tag["name"] == name:
            return int(tag["id"])
    made = await api.post(ours, "/cgi-bin/tags/create", {"tag": {"name": name}}, expects="tag")
    return int(platform.accepted(made, "tag")["tag"]["id"])


async def give(tag: int, openids: Sequence[str]) -> None:
    """Tag followers; raises NotAccepted, Unreachable where one of them is none."""
    await _members("batchtagging", tag, openids)


async def take(tag: int, openids: Sequence[str]) -> None:
    """Take the tag from followers; raises as `give`."""
    await _members("batchuntagging", tag, openids)


async def _members(verb: str, tag: int, openids: Sequence[str]) -> None:
    payload = {"tagid": tag, "openid_list": list(openids)}
    platform.accepted(await api.post(account.current(), f"/cgi-bin/tags/members/{verb}", payload))
