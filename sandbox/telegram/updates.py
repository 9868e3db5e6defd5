"""Updates on their way to the bot: a queue for long polling, or posts to its webhook until it answers 2xx."""

import asyncio
import json
from typing import Any

from sandbox.fate import pause
from sandbox.outgoing import NoAnswer, Outgoing, send
from sandbox.telegram.errors import BotError
from sandbox.telegram.methods import METHODS
from sandbox.telegram.texts import decoded
from sandbox.wire import succeeded
from sandbox.world import World

Json = dict[str, Any]
LONGEST = 50
MOST = 100


def add(world: World, kind: str, content: Json) -> Json:
    """Queue an update and wake whoever waits for it; repeated when the knob says so."""
    state = world.telegram
    state.update_id += 1
    update = {"update_id": state.update_id, kind: content}
    if state.webhook.url:
        for _ in range(world.knobs.telegram.update_copies):
            world.spawn(_post(world, update))
    else:
        state.updates.append(update)
        state.bell.set()
    world.version += 1
    return update


async def poll(world: World, given: Json) -> list[Json]:
    """`getUpdates`: an offset confirms everything before it; a second poller ends the first with 409."""
    state = world.telegram
    if state.webhook.url:
        raise BotError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    state.poller += 1
    mine, offset = state.poller, int(given.get("offset") or 0)
    state.bell.set()
    confirm(world, offset)
    deadline = asyncio.get_running_loop().time() + min(float(given.get("timeout") or 0), LONGEST)
    allowed = list(decoded(given.get("allowed_updates")) or [])
    while not (found := _pending(world, allowed)) and await _rung(world, deadline):
        if state.poller != mine:
            raise BotError(
                409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
            )
    return found[: min(int(given.get("limit") or MOST), MOST)]


def confirm(world: World, offset: int) -> None:
    """Forget what the bot has seen; a negative offset keeps only the last ones."""
    updates = world.telegram.updates
    kept = updates[offset:] if offset < 0 else [one for one in updates if one["update_id"] >= offset]
    world.telegram.updates = kept


def _pending(world: World, allowed: list[str]) -> list[Json]:
    return [update for update in world.telegram.updates if not allowed or set(update) & set(allowed)]


async def _rung(world: World, deadline: float) -> bool:
    """Wait for the bell; False when the time is over."""
    left = deadline - asyncio.get_running_loop().time()
    if left <= 0:
        return False
    world.telegram.bell.clear()
    try:
        await asyncio.wait_for(world.telegram.bell.wait(), left)
    except TimeoutError:
        return False
    return True


async def _post(world: World, update: Json) -> None:
    hook, knobs = world.telegram.webhook, world.knobs.telegram
    if hook.allowed and not set(update) & set(hook.allowed):
        return
    headers = {"content-type": "application/json"}
    if hook.secret:
        headers["x-telegram-bot-api-secret-token"] = hook.secret
    body = json.dumps(update, ensure_ascii=False).encode()
    for number in range(1 + knobs.webhook_retries):
        await asyncio.sleep(pause(world, "telegram.webhook", knobs.webhook_retry_delay if number else 0, 0))
        if await _posted(world, Outgoing("POST", hook.url, body, headers, 10)):
            return


async def _posted(world: World, request: Outgoing) -> bool:
    try:
        answer = await send(request)
    except NoAnswer as problem:
        return _failed(world, str(problem))
    if not succeeded(answer.status):
        return _failed(world, f"Wrong response from the webhook: {answer.status}")
    world.counts["telegram updates taken"] += 1
    _called(world, answer.body)
    return True


def _failed(world: World, why: str) -> bool:
    world.telegram.webhook.last_error, world.telegram.webhook.last_error_at = why, int(world.now())
    world.counts["telegram updates refused"] += 1
    return False


def _called(world: World, body: bytes) -> None:
    """Run the method call that a webhook's answer may carry; Telegram tells nobody whether that worked."""
    try:
        given = json.loads(body)
        METHODS[str(given["method"]).lower()](world, given)
    except (ValueError, KeyError, TypeError, BotError):
        return
