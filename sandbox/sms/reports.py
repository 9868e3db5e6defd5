"""Delivery reports: when, how often and in which order they leave, and the batches the clouds send them in."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.fate import pause, rolls
from sandbox.outgoing import NoAnswer, Outgoing, send
from sandbox.wire import succeeded
from sandbox.world import World

GATHER = 0.05
ACKNOWLEDGED: dict[str, Callable[[dict[str, Any]], bool]] = {
    "aliyun": lambda answer: answer.get("code") == 0,
    "tencent": lambda answer: answer.get("result") == 0,
}


def schedule(world: World, provider: str, steps: list[Callable[[], Awaitable[None]]]) -> None:
    """Run the steps of one message's reports later: delayed, repeated, reordered or lost, as the knobs say."""
    knobs = getattr(world.knobs, provider)
    if rolls(world, f"{provider}.report_lost", knobs.report_lost_rate):
        return
    ordered = list(reversed(steps)) if knobs.report_reordered else steps
    for _ in range(knobs.report_copies):
        wait = pause(world, f"{provider}.report", knobs.report_delay, knobs.report_jitter)
        world.spawn(_later(ordered, wait))


def enqueue(world: World, provider: str, row: dict[str, Any]) -> None:
    """Put one row into the next batch to the app."""
    outbox = world.sms.outboxes.setdefault(provider, [])
    outbox.append(row)
    if len(outbox) == 1:
        world.spawn(_flush(world, provider))


async def post(world: World, provider: str, request: Outgoing) -> bool:
    """Send one report and remember how the app took it; whether it was taken."""
    try:
        answer = await send(request)
    except NoAnswer as problem:
        return _noted(world, provider, request, 0, str(problem))
    return _noted(world, provider, request, answer.status, answer.text)


async def _later(steps: list[Callable[[], Awaitable[None]]], wait: float) -> None:
    await asyncio.sleep(wait)
    for step in steps:
        await step()


async def _flush(world: World, provider: str) -> None:
    await asyncio.sleep(GATHER)
    rows = world.sms.outboxes.pop(provider, [])
    body = json.dumps(rows, ensure_ascii=False).encode()
    headers = {"content-type": "application/json;charset=utf-8"}
    request = Outgoing("POST", world.sms.report_urls[provider], body, headers)
    knobs = getattr(world.knobs, provider)
    for number in range(1 + knobs.report_retries):
        if number:
            await asyncio.sleep(knobs.report_retry_delay)
        if await post(world, provider, request):
            return


def _noted(world: World, provider: str, request: Outgoing, status: int, answer: str) -> bool:
    taken = succeeded(status) and _acknowledged(provider, answer)
    asked = request.body.decode() or request.url
    entry = {"provider": provider, "url": request.url, "asked": asked, "status": status, "answer": answer[:500]}
    world.sms.reports.append(entry | {"t": round(world.now(), 3), "taken": taken})
    del world.sms.reports[:-200]
    world.counts[f"{provider} reports {'taken' if taken else 'refused'}"] += 1
    world.version += 1
    return taken


def _acknowledged(provider: str, answer: str) -> bool:
    if provider not in ACKNOWLEDGED:
        return True
    try:
        parsed = json.loads(answer)
    except ValueError:
        return False
    return isinstance(parsed, dict) and ACKNOWLEDGED[provider](parsed)
