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


def _photo(world: World, chat: Chat, _: Json) -> Json:
    if not chat.started or chat.blocked:
        raise Impossible("press start first")
    size = {"file_id": f"file{world.next()}", "file_unique_id": f"u{world.next()}", "width": 800, "height": 600}
    return _sent(world, chat, {"photo": [size]})


def _text(world: World, chat: Chat, text: str) -> Json:
    content: Json = {"text": text}
    if text.startswith("/"):
        content["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    return _sent(world, chat, content)


def _sent(world: World, chat: Chat, content: Json) -> Json:
    world.telegram.message_id += 1
    message: Json = {"message_id": world.telegram.message_id, "from": person(chat), "chat": place(chat)}
    message |= {"date": int(world.now())} | content
    chat.messages.append(message)
    return add(world, "message", message)


def _press(world: World, chat: Chat, given: Json) -> Json:
    """Tap an inline button, by its data or by its words; the last message that has it unless one is named.

    `stale` taps one that her screen still shows though the bot took it away, `by` is whoever else taps it.
    """
    message, data = _stale(chat, given) if given.get("stale") else _shown(chat, given)
    by = chat if "by" not in given else Chat(int(given["by"]), "别人")
    query: Json = {"id": str(world.next() + 10**15), "from": person(by), "message": dict(message)}
    query |= {"chat_instance": str(chat.id * 7919), "data": data}
    until = world.now() + world.knobs.telegram.query_life
    world.telegram.queries[query["id"]] = {"chat": chat.id, "until": until}
    return add(world, "callback_query", query)


def _shown(chat: Chat, given: Json) -> tuple[Json, str]:
    for message in reversed(chat.messages):
        for button in _buttons(message):
            if _matches(message, button, given):
                return message, button["callback_data"]
    raise Impossible("no such button")


def _stale(chat: Chat, given: Json) -> tuple[Json, str]:
    number = str(given.get("message_id") or "")
    ours = [each for each in chat.messages if each.get("from", {}).get("is_bot")]
    message = next((each for each in reversed(ours) if not number or str(each["message_id"]) == number), None)
    if message is None:
        raise Impossible("no such message")
    return message, str(given["data"])


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
    "photo": _photo,
    "press": _press,
    "block": lambda world, chat, _: _member(world, chat, blocked=True),
    "unblock": lambda world, chat, _: _member(world, chat, blocked=False),
}
