"""The picture that follows an answer: drawn once its words are said, and left out where it cannot be shown."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.replies import Reply
from kit import logs
from kit.refusals import Weather

_LOG = logs.get("bot.pictures")


async def follow(reply: Reply, send: Callable[[bytes], Awaitable[Any]], refusal: type[Exception]) -> None:
    """Draw the picture of a reply, if it has one, and send it; `refusal` is how its channel says no.

    The words have said all that the picture says: a fault is logged, and nobody is told.
    """
    if reply.picture is None:
        return
    try:
        await send(await reply.picture())
    except (Weather, refusal) as fault:
        _LOG.warning("picture not shown", error=type(fault).__name__, text=str(fault))
