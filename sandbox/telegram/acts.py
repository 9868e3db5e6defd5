"""What a person does in her chat with the bot."""

from collections.abc import Callable
from typing import Any

from sandbox.telegram.methods import bot_user, person, place
from sandbox.telegram.state import Chat
from sandbox.telegram.updates import add
from sandbox.world import World

Json = dict[str, Any]


class Impossible(Exception):
    """She cannot do that now."""


def act(world: World, chat: Chat, name: str, given: Json) -> Json:
    """Do it; the update the bot will hear of. KeyError: no such act, or something missing."""
    return ACTS[name](world, chat, given)


def _start(world: World, chat: Chat, given: Json) -> Json:
    chat.started, chat.blocked = True, False
    payload = str(given.get("payload") or "")
    return _text(world, chat, f"/start {payload}".strip())


def _say(world: World, chat: Chat, given: Json) -> Json:
    if not chat.started or chat.blocked:
        raise Impossible("press start first")
    return _text(world, chat, str(given["text"]))


def _text(world: World, chat: Chat, text: str) -> Json:
    world.telegram.message_id += 1
    message: Json = {"message_id": world.telegram.message_id, "from": person(chat), "chat": place(chat)}
    message |= {"date": int(world.now()), "text": text}
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    chat.messages.append(message)
    return add(world, "message", message)


def _press(world: World, chat: Chat, given: Json) -> Json:
    """Tap an inline button, by its data or by its words; the last message that has it unless one is named."""
    found = next(((m, b) for m in reversed(chat.messages) for b in _buttons(m) if _matches(m, b, given)), None)
    if found is None:
        raise Impossible("no such button")
    message, button = found
    query: Json = {"id": str(world.next() + 10**15), "from": person(chat), "message": message}
    query |= {"chat_instance": str(chat.id * 7919), "data": button["callback_data"]}
    world.telegram.queries[query["id"]] = query
    return add(world, "callback_query", query)


def _buttons(message: Json) -> list[Json]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row if "callback_data" in button]


def _matches(message: Json, button: dict[str, str], given: dict[str, str]) -> bool:
    if given.get("message_id") and str(given["message_id"]) != str(message["message_id"]):
        return False
    return given.get("data") == button["callback_data"] or given.get("text") == button["text"]


def _member(world: World, chat: Chat, *, blocked: bool) -> Json:
    chat.blocked = blocked
    user = bot_user(world)
    old, new = ("member", "kicked") if blocked else ("kicked", "member")
    change: Json = {"chat": place(chat), "from": person(chat), "date": int(world.now())}
    change["old_chat_member"] = {"user": user, "status": old} | ({} if blocked else {"until_date": 0})
    change["new_chat_member"] = {"user": user, "status": new} | ({"until_date": 0} if blocked else {})
    return add(world, "my_chat_member", change)


ACTS: dict[str, Callable[[World, Chat, Json], Json]] = {
    "start": _start,
    "say": _say,
    "press": _press,
    "block": lambda world, chat, _: _member(world, chat, blocked=True),
    "unblock": lambda world, chat, _: _member(world, chat, blocked=False),
}
