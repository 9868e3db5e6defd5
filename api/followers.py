"""管理员 carry a tag at the official account, by which WeChat shows them their own menu (wechat-and-bots.md §1.11).

Nobody calls this when roles or bindings change: the clock compares who should carry the tag with who does, so that no
way of gaining or losing a right can be forgotten.
"""

from collections.abc import Sequence
from typing import Final

from api.people.rights import ACTIVE
from kit import database, logs, settings
from kit.clock import now
from push import addresses
from push.address import WECHAT
from push.channels.outcome import NotAccepted, Unreachable
from push.channels.wechat import tags
from push.settings import ChannelSettings

_LOG = logs.get("api.followers")
TAG: Final = "管理员"
_MANAGERS: Final = f"""
    select p.id from persons p where p.disabled_at is null and exists (
        select 1 from memberships m where m.person_id = p.id and m.role = 'admin'
        and {ACTIVE.format(now="$1")})"""  # noqa: S608 — constants
_CARRIED: Final = "select openid from follower_tags"
_NOTE: Final = "insert into follower_tags (openid, tagged_at) values ($1, $2) on conflict do nothing"
_FORGET: Final = "delete from follower_tags where openid = $1"


async def tag_managers() -> int:
    """Give the tag to 管理员 who are bound and take it from who is not any more; return how many changed."""
    if not settings.load(ChannelSettings).wechat_app_id:
        return 0
    wanted, carried = await _wanted(), {str(row["openid"]) for row in await database.fetch(_CARRIED)}
    new, gone = sorted(wanted - carried), sorted(carried - wanted)
    if not new and not gone:
        return 0
    try:
        tag = await tags.id_of(TAG)
        return await _given(tag, new) + await _taken(tag, gone)
    except NotAccepted as fault:
        _LOG.warning("tags not set", code=fault.code, text=fault.text)
        return 0


async def _wanted() -> set[str]:
    managers = [database.as_uuid(row["id"]) for row in await database.fetch(_MANAGERS, now())]
    reached = await addresses.active_for(managers)
    return {value for (_person, channel), value in reached.items() if channel == WECHAT}


async def _given(tag: int, openids: Sequence[str]) -> int:
    """Tag these; whom the platform refuses alone is passed over until something about them changes."""
    for batch in _batches(openids):
        for openid in await _each(tag, batch):
            await database.execute(_NOTE, openid, now())
    return len(openids)


async def _each(tag: int, batch: Sequence[str]) -> Sequence[str]:
    try:
        await tags.give(tag, batch)
    except Unreachable as fault:
        if len(batch) > 1:
            return [openid for one in batch for openid in await _each(tag, [one])]
        _LOG.warning("nobody to tag", code=fault.code)
    return batch


async def _taken(tag: int, openids: Sequence[str]) -> int:
    """Take the tag away; from who left, the platform has taken it already."""
    following = await addresses.not_lost(WECHAT, openids)
    for batch in _batches([each for each in openids if each in following]):
        try:
            await tags.take(tag, batch)
        except Unreachable as fault:
            _LOG.warning("nobody to untag", code=fault.code)
    for openid in openids:
        await database.execute(_FORGET, openid)
    return len(openids)


def _batches(openids: Sequence[str]) -> list[Sequence[str]]:
    return [openids[start : start + tags.BATCH] for start in range(0, len(openids), tags.BATCH)]
