"""What followers consented to receive as 订阅通知: a tap is one message of that template (wechat-and-bots.md §1.8).

The platform counts too; this count only spares calls that it would refuse, and is set right by what it says.
"""

from typing import Final
from uuid import UUID

from kit import database
from kit.clock import now
from push.channels.report import Report

_GRANT: Final = """
    insert into notice_consents (openid, template_id, credits, changed_at) values ($1, $2, 1, $3)
    on conflict (openid, template_id) do update set credits = notice_consents.credits + 1,
        changed_at = excluded.changed_at"""
_STANDING: Final = "select template_id, credits from notice_consents where openid = $1"
_REFUSE: Final = "update notice_consents set credits = 0, changed_at = $3 where openid = $1 and template_id = $2"
_SPEND: Final = """
    update notice_consents set credits = credits - 1, changed_at = $3
    where openid = $1 and template_id = $2 and credits > 0"""
_BEGIN: Final = """
    insert into notice_sends (delivery_id, openid, template_id, sent_at) values ($1, $2, $3, $4)
    on conflict do nothing"""
_END: Final = "delete from notice_sends where delivery_id = $1"
_OLDEST: Final = """
    delete from notice_sends where delivery_id = (
        select delivery_id from notice_sends where openid = $1 and template_id = $2
        order by sent_at, delivery_id limit 1)
    returning delivery_id"""
_FORGET: Final = ("delete from notice_consents where openid = $1", "delete from notice_sends where openid = $1")


async def granted(openid: str, template_id: str) -> None:
    """Note a tap on 允许: one message more."""
    await database.execute(_GRANT, openid, template_id, now())


async def refused(openid: str, template_id: str) -> None:
    """Note that somebody refused, took the consent back, or that the platform knows of none any more."""
    await database.execute(_REFUSE, openid, template_id, now())


async def standing(openid: str) -> dict[str, int]:
    """Return {template id: messages that may still be sent upon consents} of somebody."""
    rows = await database.fetch(_STANDING, openid)
    return {row["template_id"]: int(row["credits"]) for row in rows}


async def spend(openid: str, template_id: str, delivery_id: UUID) -> bool | None:
    """Take one consent for a delivery; False: there is none, None: this very delivery has taken one before."""
    async with database.transaction():
        if not await database.execute(_BEGIN, delivery_id, openid, template_id, now()):
            return None
        if await database.execute(_SPEND, openid, template_id, now()):
            return True
        await database.execute(_END, delivery_id)
    return False


async def give_back(openid: str, template_id: str, delivery_id: UUID) -> None:
    """Return the consent of a delivery that was certainly not sent."""
    async with database.transaction():
        await database.execute(_END, delivery_id)
        await granted(openid, template_id)


async def drop(openid: str, template_id: str, delivery_id: UUID) -> None:
    """Forget a delivery that was refused, and all consents with it: the platform knows of none."""
    async with database.transaction():
        await database.execute(_END, delivery_id)
        await refused(openid, template_id)


async def report_of(openid: str, template_id: str, code: str, status: str) -> Report | None:
    """Return the report that a sent event makes: of the oldest one unreported, for bizsend names no message."""
    rows = await database.fetch(_OLDEST, openid, template_id)
    if not rows:
        return None
    key = database.as_uuid(rows[0]["delivery_id"]).hex
    if code == "0":
        return Report("wechat", key, "delivered")
    return Report("wechat", key, "failed", status.partition(":")[2].strip() or code, status)


async def forget(openid: str) -> None:
    """Delete what is known of somebody who left; joins the transaction."""
    for statement in _FORGET:
        await database.execute(statement, openid)
