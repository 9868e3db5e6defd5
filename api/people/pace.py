"""How many requests one caller may make: counted in Redis by the minute; without Redis nobody is held up."""

import time
from datetime import timedelta
from typing import Final

from api.people import refusals
from kit import redis

PER_CALLER: Final = 600
PER_STRANGER: Final = 60  # requests a minute from one address with a wrong token, or none where one is needed
_WINDOW = 60


async def hold_to(caller: str, most: int) -> None:
    """Count a request; raises `Refusal` too_often beyond `most` in this minute."""
    minute, into = divmod(int(time.time()), _WINDOW)
    key = f"pace:{caller}:{minute}"
    try:
        async with redis.client().pipeline(transaction=False) as pipe:
            pipe.incr(key)
            pipe.expire(key, 2 * _WINDOW)
            counted, _ = await pipe.execute()
    except (RuntimeError, *redis.Down):
        return
    if counted > most:
        raise refusals.too_often(timedelta(seconds=_WINDOW - into))
