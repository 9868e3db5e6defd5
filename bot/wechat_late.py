"""Finishing on WeChat what the response could not wait for (issue: five seconds; wechat-and-bots.md §1.9, §4.2).

By a customer message while WeChat lets us send one: it knows the window and what is left of it. Else the answer is kept
for 「结果」, and a template message says so. What may have arrived is kept and not announced: nobody hears it twice.
"""

from datetime import timedelta
from typing import Final

from bot import late
from bot.hearing import Heard
from bot.replies import Reply, for_wechat
from kit import logs, trace
from kit.clock import in_shanghai, now
from kit.ids import new_id
from push import addresses, outbox
from push.channels import wechat
from push.channels.outcome import Ambiguous, NotAccepted
from push.message import Fact, Message

_LOG = logs.get("bot.wechat")
_LIFE: Final = timedelta(hours=24)
KIND: Final = "answer"  # no template of its own: T0, that of any document


async def finish(heard: Heard, reply: Reply) -> None:
    """Send a promised answer, or keep it and say that it is there."""
    try:
        await wechat.send_text(heard.speaker.value, for_wechat(reply))
    except NotAccepted as fault:
        _LOG.warning("late answer not sent", error=type(fault).__name__, code=fault.code)
        await late.keep(heard, reply.text)
        if not isinstance(fault, Ambiguous):
            await _announce(heard)
    else:
        await late.redeem(heard)


async def _announce(heard: Heard) -> None:
    """Say by template message that the answer waits; never what it says: cards are seen by others (P-1)."""
    moment = now()
    facts = (
        Fact("单证类型", "您刚才的查询"),
        Fact("状态", "结果已出来", "status"),
        Fact("时间", f"{in_shanghai(moment):%Y-%m-%d %H:%M}", "time"),
    )
    message = Message(title="查询结果通知", facts=facts, remark="回复“结果”查看", kind=KIND)
    letter = outbox.Letter(new_id(), message, trace.current(), moment)
    holder = await addresses.holder_of(*heard.speaker)
    await outbox.post([letter], [outbox.direct(letter, heard.speaker, holder, moment + _LIFE)])
