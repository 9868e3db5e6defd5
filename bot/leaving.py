"""Somebody stops following: what we keep only to talk to them is deleted at once (docs/adr/0019; WeChat's own rule).

The binding itself rests for thirty days, so that following again restores what was subscribed (M15); `api.followers`
erases it then. What was sent and done stays in the logs as long as the law asks, without the account's id.
"""

from api import people
from bot import late
from bot.memory import Thread
from bot.turn import Turn
from kit import database
from push.address import WECHAT
from push.channels.wechat import consents


async def forget(turn: Turn) -> None:
    """Delete the conversation, what was promised, and consents; stop sending to the address."""
    blank = Thread()
    for name in Thread.__dataclass_fields__:
        setattr(turn.thread, name, getattr(blank, name))
    async with database.transaction():
        await late.forget(turn.speaker)
        if turn.speaker.channel == WECHAT:
            await consents.forget(turn.speaker.value)
        await people.binding.unfollowed(turn.speaker.channel, turn.speaker.value)
