"""同步企业信息, 同步商品备案, 同步结果: what CCPIT holds, asked for from the phone (SYNC)."""

from typing import Any, Final

from api import datasync
from api.datasync import SyncKind
from api.datasync.words import LABELS
from api.people.models import Person
from bot import words
from bot.replies import Reply, quoted
from bot.turn import Turn
from kit.clock import in_shanghai
from kit.refusals import Refusal

_SHOWN: Final = 5
_RUNNING: Final = "running"
_VERBS: Final[dict[SyncKind, str]] = {"company": "同步企业信息", "products": "同步商品备案"}


async def company(turn: Turn) -> Reply:
    """同步企业信息."""
    return await _requested(turn, "company")


async def products(turn: Turn) -> Reply:
    """同步商品备案."""
    return await _requested(turn, "products")


async def _requested(turn: Turn, kind: SyncKind) -> Reply:
    try:
        await datasync.request(turn.actor, kind)
    except Refusal as refusal:
        if refusal.code == "not_qualified":
            return Reply(f"🚫 {quoted(refusal.sentence)}。请在电脑上【用户备案】填写。")
        if refusal.code != "sync_running":
            raise
        return await _running(turn, kind)
    return Reply(f"{datasync.REQUESTED[kind]} ✅ 结果出来后会通知您。<同步结果>")


async def _running(turn: Turn, kind: SyncKind) -> Reply:
    rows, _total = await datasync.page(turn.actor, kind, size=1)
    since = f"（{_moment(rows[0]['requested_at'])} 由{await _who(rows[0])}发起）" if rows else ""
    return Reply(f"上一次同步还没完成{since}，不用重复。<同步结果>")


async def _who(row: dict[str, Any]) -> str:
    person = await Person.get_or_none(login=row["login"])
    return quoted(person.name if person else row["login"])


async def results(turn: Turn) -> Reply:
    """同步结果: the newest synchronisations."""
    rows, total = await datasync.page(turn.actor, size=_SHOWN)
    taps = "　".join(f"<{verb}>" for verb in _VERBS.values())
    if not total:
        return Reply(f"还没有同步过。{taps}")
    return Reply("\n".join(["同步结果", *map(_told, rows), taps]))


def _told(row: dict[str, Any]) -> str:
    status = datasync.SYNC.lifecycle.status_label(row["status"])
    sign = words.sign(datasync.SYNC.name, row["status"])
    remark = f"：{quoted(row['remark'])}" if row["remark"] else ""
    return f"{sign} {LABELS[row['kind']]} {status} {_moment(row['updated_at'])}{remark}"


def _moment(at: Any) -> str:
    return f"{in_shanghai(at):%m-%d %H:%M}"
