"""What every door does with what it heard: write it down, answer it once, keep the answer."""

import time
from typing import Final

from bot import auditing, dialogue, inbox, late
from bot.hearing import Heard
from bot.inbox import Standing
from bot.replies import Reply
from kit import failpoints, logs

_LOG = logs.get("bot.listening")
_SWEEP_EVERY: Final = 3600.0  # seconds
_swept_at: list[float] = [0.0]


class Replayed(Exception):
    """The signature of this message belonged to another one."""


async def listen(heard: Heard, *, signature: str = "", patience: float | None = None) -> Reply:
    """Return the answer, the same one however often the same is heard; raises `Replayed`.

    Where another push of the same is still being answered, wait `patience` seconds and then say nothing. Without
    patience only the first one is answered: for a channel on which an answer said twice is shown twice.
    """
    try:
        standing = await inbox.take(heard, signature)
        if standing is Standing.ANOTHERS:
            answer = None if patience is None else await inbox.answer_of_another(heard, patience)
            return Reply(answer or "")
    except Exception as error:  # noqa: BLE001 — without the database nothing is done, and the speaker is told so
        return dialogue.excuse(error)
    if standing is Standing.FORGED:
        raise Replayed(heard.key)
    reply = await dialogue.answer(heard)
    failpoints.hit("cmd.after_effect_before_reply")
    await _keep(heard, reply)
    return reply


async def _keep(heard: Heard, reply: Reply) -> None:
    try:
        await inbox.settle(heard, reply.text)
        if time.monotonic() - _swept_at[0] > _SWEEP_EVERY:
            _swept_at[0] = time.monotonic()
            await inbox.forget_old()
            await late.forget_old()
            await auditing.forget_old()
    except Exception as error:  # noqa: BLE001 — the answer stands; only its copy is missing
        _LOG.error("answer not kept", error=type(error).__name__, exc_info=error)
