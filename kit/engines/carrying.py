"""Awaiting something to its end although we are being cancelled."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
_KEPT: set[asyncio.Future[Any]] = set()


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Await `work` to its end even if we are cancelled meanwhile; the cancellation is raised afterwards."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            if task.cancelled():
                raise
            cancelled = error
        except BaseException:  # noqa: BLE001, S110 — the task keeps its own failure; `task.result()` raises it below
            pass
    if cancelled is not None:
        _consume(task)
        raise cancelled
    return task.result()


async def or_give_back(work: Coroutine[Any, Any, T], give_back: Callable[[T], Coroutine[Any, Any, Any]]) -> T:
    """Await something that hands out a thing; if we are cancelled before we hold it, give it back when it comes."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        _keep(asyncio.ensure_future(_returned(task, give_back)))
        raise


async def _returned(task: asyncio.Future[T], give_back: Callable[[T], Coroutine[Any, Any, Any]]) -> None:
    try:
        thing = await task
    except BaseException:  # noqa: BLE001 — nothing was handed out, so nothing is to be given back
        return
    await give_back(thing)


def _keep(task: asyncio.Future[Any]) -> None:
    _KEPT.add(task)
    task.add_done_callback(_KEPT.discard)


def _consume(task: asyncio.Future[Any]) -> None:
    if not task.cancelled():
        task.exception()
