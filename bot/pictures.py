"""The pictures that follow an answer: drawn once its words are said, and left out where they cannot be shown."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.replies import Reply
from kit import logs
from kit.refusals import Weather

_LOG = logs.get("bot.pictures")


async def follow(reply: Reply, send: Callable[[bytes], Awaitable[Any]], refusal: type[Exception]) -> None:
    """Draw the pictures of a reply, one after the other, and send them; `refusal` is how its channel says no.

    The words have said all that decides: a fault is logged, nobody is told, and no further picture is tried.
    """
    try:
        for draw in reply.pictures:
            await send(await draw())
    except (Weather, refusal) as fault:
        _LOG.warning("picture not shown", error=type(fault).__name__, text=str(fault))
