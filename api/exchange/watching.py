"""Following our messages through the import client's folders: taken, failed, or left lying."""

from datetime import datetime, timedelta
from typing import Final

from api.exchange import alerts, unsent
from api.exchange.gateways import gacc_outbox
from api.exchange.gateways.gacc_outbox import Whereabouts
from api.exchange.gateways.handing import NotNow
from kit import database
from kit.clock import now
from kit.relation import IDS, ids

_AT_ONCE: Final = 500
_LEFT_LYING: Final = timedelta(minutes=10)
_UNFETCHED: Final = """
    select id, kind, filename, sent_at from outgoing
    where state = 'sent' and fetched_at is null and gateway = 'gacc' order by sent_at limit $1"""
_FETCHED: Final = "update outgoing set fetched_at = $1 where id in (select id from {ids}) and fetched_at is null"


async def watch_once() -> int:
    """Write down what the client has failed to send and what it has taken; return how many of both.

    An empty folder is a client that tidies up: the message was taken. Safe to repeat after a kill at any point.
    """
    try:
        fallen = await gacc_outbox.fallen()
    except NotNow:  # no folder, nothing to see: whoever has a message to send hears of it
        return 0
    for each in fallen:
        reason = f"导入客户端发送失败：{each.reason}" if each.reason else "导入客户端发送失败，报文已退回FailBox。"
        await unsent.give_up(each.message_id, reason)
    await gacc_outbox.put_away(fallen)
    return len(fallen) + await _note_fetched()


async def _note_fetched() -> int:
    rows = await database.fetch(_UNFETCHED, _AT_ONCE)
    if not rows:
        return 0
    messages = [(row["kind"], database.as_uuid(row["id"]), row["filename"]) for row in rows]
    found = await gacc_outbox.whereabouts(messages)
    waiting = [row["sent_at"] for row, where in zip(rows, found, strict=True) if where is Whereabouts.WAITING]
    fetched = [each[1] for each, where in zip(messages, found, strict=True) if where is not Whereabouts.WAITING]
    if fetched:
        await database.execute(IDS.into(_FETCHED, 2), now(), *ids(fetched))
    await _tell_of([database.as_time(moment) for moment in waiting])
    return len(fetched)


async def _tell_of(waiting: list[datetime]) -> None:
    """Tell the operator when the client leaves our messages lying: it may not be running."""
    if waiting and now() - min(waiting) > _LEFT_LYING:
        minutes = int(_LEFT_LYING.total_seconds() // 60)
        await alerts.raise_alert(
            "outbox", "gacc", f"导入客户端超过{minutes}分钟没有取走OutBox中的报文，请检查是否在运行。"
        )
