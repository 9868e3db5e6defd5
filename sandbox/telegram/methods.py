"""The methods a bot may call; each takes the parameters and returns the result, or raises BotError."""

import math
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from sandbox.pictures import Picture
from sandbox.telegram.errors import BotError, bad, too_many
from sandbox.telegram.state import Chat, Webhook
from sandbox.telegram.texts import CAPTION, TOAST, checked_keyboard, checked_text, decoded
from sandbox.world import World

Json = dict[str, Any]
PHOTO_BYTES, PHOTO_EDGES, PHOTO_RATIO = 10 * 1024 * 1024, 10_000, 20
SECRET, COMMANDS, COMMAND, DESCRIPTION = 256, 100, 32, 256
SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat"})
NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
SECRET_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


def bot_user(world: World) -> Json:
    """Describe the bot, as it sees itself."""
    number = int(world.config.telegram_token.split(":")[0])
    return {"id": number, "is_bot": True, "first_name": "回执通", "username": world.config.telegram_username}


def person(chat: Chat) -> Json:
    """Describe the human of a private chat."""
    return {"id": chat.id, "is_bot": False, "first_name": chat.name, "language_code": "zh-hans"}


def place(chat: Chat) -> Json:
    """Describe the private chat itself."""
    return {"id": chat.id, "type": "private", "first_name": chat.name}


def _get_me(world: World, _: Json) -> Json:
    more = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return bot_user(world) | more


def _send_message(world: World, given: Json) -> Json:
    return _spoken(world, given, {"text": checked_text(given)})


def _send_photo(world: World, given: Json) -> Json:
    return _spoken(world, given, _attached(world, given, "photo"))


def _send_document(world: World, given: Json) -> Json:
    return _spoken(world, given, _attached(world, given, "document"))


def _attached(world: World, given: Json, kind: str) -> Json:
    if not given.get(kind):
        raise bad(f"there is no {kind} in the request")
    width, height = _dimensions(given, kind)
    file = {"file_id": f"file{world.next()}", "file_unique_id": f"u{world.next()}", "width": width, "height": height}
    caption = checked_text(given, "caption", CAPTION)
    return {kind: [file] if kind == "photo" else file} | ({"caption": caption} if caption else {})


def _dimensions(given: Json, kind: str) -> tuple[int, int]:
    """Look at what was handed in: a photo is a picture of 10 MB at most, no edge out of all proportion."""
    name = str(given[kind])
    file = given.get(name.removeprefix("attach://")) if name.startswith("attach://") else given[kind]
    if name.startswith("attach://") and not isinstance(file, Picture):
        raise bad("wrong file identifier/HTTP URL specified")
    if kind != "photo" or not isinstance(file, Picture):
        return 800, 600
    if not file.kind or len(file.content) > PHOTO_BYTES:
        raise bad("IMAGE_PROCESS_FAILED" if not file.kind else "file is too big")
    width, height = file.size
    if width + height > PHOTO_EDGES or max(width, height) > PHOTO_RATIO * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _spoken(world: World, given: Json, content: Json) -> Json:
    keyboard = checked_keyboard(given)
    chat = _reachable(world, given)
    _refuse_haste(world, chat)
    world.telegram.message_id += 1
    message = {"message_id": world.telegram.message_id, "from": bot_user(world), "chat": place(chat)}
    message |= {"date": int(world.now())} | content | ({"reply_markup": keyboard} if keyboard else {})
    chat.messages.append(message)
    facts = {"to": str(chat.id), "key": "", "id": message["message_id"], "text": content.get("text", "")}
    world.note("telegram", "accepted", **facts)
    world.note("telegram", "copy", **facts)
    return message


def _edit_text(world: World, given: Json) -> Json:
    text, keyboard = checked_text(given), checked_keyboard(given)
    message = _own(world, given, "edit")
    _refuse_haste(world, _reachable(world, given))
    if message.get("text") == text and message.get("reply_markup", {}) == keyboard:
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    message["text"] = text
    return _remarked(world, message, keyboard)


def _edit_markup(world: World, given: Json) -> Json:
    keyboard, message = checked_keyboard(given), _own(world, given, "edit")
    if message.get("reply_markup", {}) == keyboard:
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    return _remarked(world, message, keyboard)


def _remarked(world: World, message: Json, keyboard: Json) -> Json:
    message.pop("reply_markup", None)
    message |= {"edit_date": int(world.now())} | ({"reply_markup": keyboard} if keyboard else {})
    world.version += 1
    return message


def _delete_message(world: World, given: Json) -> bool:
    message = _own(world, given, "delete")
    world.telegram.chats[message["chat"]["id"]].messages.remove(message)
    world.version += 1
    return True


def _answer_callback(world: World, given: Json) -> bool:
    query = world.telegram.queries.pop(str(given.get("callback_query_id")), None)
    if query is None or world.now() > query["until"]:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if len(str(given.get("text") or "")) > TOAST:
        raise bad("MESSAGE_TOO_LONG")
    if given.get("text"):
        alert = str(given.get("show_alert", "")).lower() == "true"
        toast = {"toast": str(given["text"]), "alert": alert, "date": int(world.now())}
        world.telegram.chats[query["chat"]].messages.append(toast)
    world.version += 1
    return True


def _set_webhook(world: World, given: Json) -> bool:
    url, secret = str(given.get("url") or ""), str(given.get("secret_token") or "")
    if url and urlsplit(url).scheme not in {"http", "https"}:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if len(secret) > SECRET or not set(secret) <= SECRET_CHARACTERS:
        raise bad("secret token contains unallowed characters")
    world.telegram.webhook = Webhook(url, secret, list(decoded(given.get("allowed_updates")) or []))
    _forget_pending(world, given)
    return True


def _delete_webhook(world: World, given: Json) -> bool:
    world.telegram.webhook = Webhook()
    _forget_pending(world, given)
    return True


def _webhook_info(world: World, _: Json) -> Json:
    hook = world.telegram.webhook
    info: Json = {"url": hook.url, "has_custom_certificate": False, "pending_update_count": len(world.telegram.updates)}
    if hook.last_error:
        info |= {"last_error_date": hook.last_error_at, "last_error_message": hook.last_error}
    return info


def _set_commands(world: World, given: Json) -> bool:
    commands = decoded(given.get("commands"))
    if not isinstance(commands, list) or len(commands) > COMMANDS:
        raise bad("can't parse BotCommand list")
    for command in commands:
        name = str(command.get("command", ""))
        if not 1 <= len(name) <= COMMAND or not set(name) <= NAME_CHARACTERS:
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= DESCRIPTION:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.telegram.commands[_scope(world, given)] = commands
    return True


def _scope(world: World, given: Json) -> str:
    """Name the scope of commands; a chat must be one that the bot may speak in."""
    scope = decoded(given.get("scope")) or {"type": "default"}
    if scope.get("type") not in SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type")
    if scope["type"] == "chat":
        return f"chat {_reachable(world, scope).id}"
    return str(scope["type"])


def _get_commands(world: World, given: Json) -> list[Json]:
    return world.telegram.commands.get(_scope(world, given), [])


def _forget_commands(world: World, given: Json) -> bool:
    world.telegram.commands.pop(_scope(world, given), None)
    return True


def _forget_pending(world: World, given: Json) -> None:
    if str(given.get("drop_pending_updates", "")).lower() == "true":
        world.telegram.updates.clear()


def _reachable(world: World, given: Json) -> Chat:
    number = str(given.get("chat_id", ""))
    chat = world.telegram.chats.get(int(number)) if number.lstrip("-").isdigit() else None
    if chat is None:
        raise bad("chat not found" if number else "chat_id is empty")
    if chat.blocked:
        raise BotError(403, "Forbidden: bot was blocked by the user")
    if not chat.started:
        raise BotError(403, "Forbidden: bot can't initiate conversation with a user")
    return chat


def _refuse_haste(world: World, chat: Chat) -> None:
    wait = chat.spoke_at + world.knobs.telegram.chat_interval - world.now()
    if wait > 0:
        raise too_many(math.ceil(wait))
    chat.spoke_at = world.now()


def _own(world: World, given: Json, verb: str) -> Json:
    chat, number = _reachable(world, given), str(given.get("message_id"))
    found = next((m for m in chat.messages if str(m.get("message_id")) == number and m["from"]["is_bot"]), None)
    if found is None:
        raise bad(f"message to {verb} not found")
    return found


METHODS: dict[str, Callable[[World, Json], Any]] = {
    "getme": _get_me,
    "sendmessage": _send_message,
    "sendphoto": _send_photo,
    "senddocument": _send_document,
    "editmessagetext": _edit_text,
    "editmessagereplymarkup": _edit_markup,
    "deletemessage": _delete_message,
    "answercallbackquery": _answer_callback,
    "setwebhook": _set_webhook,
    "deletewebhook": _delete_webhook,
    "getwebhookinfo": _webhook_info,
    "setmycommands": _set_commands,
    "getmycommands": _get_commands,
    "deletemycommands": _forget_commands,
    "sendchataction": lambda world, given: _reachable(world, given) is not None,
}
