"""Telegram's door: the same ears in a process of their own. The only file that imports aiogram (6 s of CPU, 170 MB).

aiogram brings the wire and its types. Its dispatcher is left out: it confirms updates that are still being handled, and
without event isolation five taps are five turns. Here a batch is handled before it is confirmed (G-1), each chat in
order, and what Telegram repeats is answered once, like everything heard.
"""

import asyncio
import contextlib
import hmac
import signal
from collections.abc import Coroutine, Sequence
from typing import Any, Final, TypeVar

import uvicorn
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api import processes
from bot.hearing import Heard, Kind
from bot.listening import listen
from bot.phrases import SLASHES
from bot.replies import Reply, for_telegram, taps
from bot.settings import TelegramSettings
from kit import logs, settings, trace
from kit.settings import House, Misconfigured
from push import addresses
from push.address import TELEGRAM, Address

T = TypeVar("T")
_LOG = logs.get("bot.telegram")
WEBHOOK: Final = "/telegram/webhook"
_WANTED: Final = ["message", "callback_query", "my_chat_member"]
_POLL_SECONDS: Final = 25
_PAUSES: Final = (1.0, 2.0, 5.0, 15.0)  # seconds after the first, second … failed poll in a row
_LONGEST_WAIT: Final = 30  # seconds to wait when Telegram asks for it; an answer later than that helps nobody
_PREFIX: Final = "say:"
_LONGEST_DATA: Final = 64  # bytes of a button's data
_LARGEST: Final = 256 * 1024  # bytes of an update
_OK, _FORBIDDEN, _MALFORMED, _TOO_LARGE = 200, 403, 400, 413


def heard_of(bot_id: int, update: Update) -> Heard | None:
    """Return what somebody did in a private chat, in no channel's dialect; None for everything else."""
    key = f"{bot_id}:{update.update_id}"
    if (message := update.message) and message.chat.type == "private":
        kind, words = _of_message(message)
        return Heard(Address(TELEGRAM, str(message.chat.id)), kind, key, words)
    if (query := update.callback_query) and query.data and query.data.startswith(_PREFIX):
        return Heard(Address(TELEGRAM, str(query.from_user.id)), Kind.LINE, key, query.data.removeprefix(_PREFIX))
    if (
        (change := update.my_chat_member)
        and change.chat.type == "private"
        and change.new_chat_member.status == "kicked"
    ):
        return Heard(Address(TELEGRAM, str(change.chat.id)), Kind.LEFT, key)
    return None


def _of_message(message: Message) -> tuple[Kind, str]:
    if message.text is None:
        return Kind.MEDIA, ""
    command, _, rest = message.text.partition(" ")
    if command == "/start":
        return Kind.CAME, rest.strip()
    return Kind.LINE, message.text


async def hear(bot: Bot, update: Update) -> None:
    """Answer one update; a fault is logged and stops nothing behind it."""
    heard = heard_of(bot.id, update)
    with trace.bind():
        try:
            if update.callback_query:
                await _acknowledge(bot, update.callback_query)
            if heard and (reply := await listen(heard)):
                await _say(bot, heard.speaker, reply)
        except Exception as error:  # noqa: BLE001 — the ears outlive any update
            _LOG.error("update not answered", error=type(error).__name__, exc_info=error)


async def _acknowledge(bot: Bot, query: CallbackQuery) -> None:
    """Stop the clock on the button that was tapped; whether that works does not matter."""
    with contextlib.suppress(TelegramAPIError):
        await bot.answer_callback_query(query.id)


async def _say(bot: Bot, speaker: Address, reply: Reply) -> None:
    """Send the answer once: what may have arrived is not sent again; a pause that Telegram asks for is kept."""
    try:
        await _sent(bot, speaker, reply)
    except TelegramForbiddenError:
        await addresses.lost(TELEGRAM, speaker.value, "blocked")
    except TelegramAPIError as fault:
        _LOG.warning("answer not sent", error=type(fault).__name__, text=fault.message)


async def _sent(bot: Bot, speaker: Address, reply: Reply) -> None:
    async def once() -> None:
        await bot.send_message(
            chat_id=speaker.value, text=for_telegram(reply), parse_mode="HTML", reply_markup=buttons(reply)
        )

    try:
        await once()
    except TelegramRetryAfter as pause:
        if pause.retry_after > _LONGEST_WAIT:
            raise
        await asyncio.sleep(pause.retry_after)
        await once()


def buttons(reply: Reply) -> InlineKeyboardMarkup | None:
    """Return what can be tapped as buttons, two a row, each saying its words; words too long for one are typed."""
    pairs = [(tap.label, _PREFIX + tap.words) for tap in taps(reply)]
    made = [InlineKeyboardButton(text=a, callback_data=b) for a, b in pairs if len(b.encode()) <= _LONGEST_DATA]
    rows = [made[start : start + 2] for start in range(0, len(made), 2)]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


async def hear_all(bot: Bot, updates: Sequence[Update]) -> None:
    """Answer a batch: chats beside each other, each chat's updates one after the other."""
    by_chat: dict[str, list[Update]] = {}
    for update in updates:
        heard = heard_of(bot.id, update)
        by_chat.setdefault(heard.speaker.value if heard else "", []).append(update)
    await asyncio.gather(*(_in_order(bot, each) for each in by_chat.values()))


async def _in_order(bot: Bot, updates: Sequence[Update]) -> None:
    for update in updates:
        await hear(bot, update)


async def poll(bot: Bot, stop: asyncio.Event) -> None:
    """Ask for updates until told to stop; a batch is confirmed by the next question, after it was answered."""
    offset, failures = 0, 0
    while not stop.is_set():
        updates = await _unless(stop, _asked(bot, offset))
        if updates is None:
            await _unless(stop, asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)]))
            failures += 1
            continue
        failures = 0
        await hear_all(bot, updates)
        offset = max((update.update_id + 1 for update in updates), default=offset)


async def _asked(bot: Bot, offset: int) -> list[Update] | None:
    """Return the updates that wait, none after a while without any, or None where Telegram could not be asked."""
    wait = {"timeout": _POLL_SECONDS, "request_timeout": _POLL_SECONDS + 10}
    try:
        if not offset:
            await bot.delete_webhook()
        return await bot.get_updates(offset=offset, allowed_updates=_WANTED, **wait)
    except TelegramAPIError as fault:
        _LOG.warning("poll failed", error=type(fault).__name__, text=fault.message)
        return None


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Do something, or nothing more once told to stop."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if stop.is_set():
        working.cancel()
    await asyncio.gather(working, stopping, return_exceptions=True)
    return None if working.cancelled() else working.result()


def webhook_app(bot: Bot, secret: str) -> Starlette:
    """Return the app behind the webhook; raises `Misconfigured` without a secret, which would let anybody speak."""
    if not secret:
        raise Misconfigured("HUIZHI_TELEGRAM_WEBHOOK_SECRET is needed to open a webhook")

    async def receive(request: Request) -> Response:
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=_FORBIDDEN)
        return Response(status_code=await _received(bot, request))

    return Starlette(routes=[Route(WEBHOOK, receive, methods=["POST"])])


async def _received(bot: Bot, request: Request) -> int:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            return _TOO_LARGE
    try:
        update = Update.model_validate_json(bytes(body), context={"bot": bot})
    except ValidationError:
        return _MALFORMED
    await hear(bot, update)
    return _OK


async def serve(bot: Bot, secret: str, port: int, stop: asyncio.Event) -> None:
    """Open the webhook on loopback, tell Telegram of it, and answer until told to stop."""
    app = webhook_app(bot, secret)
    url = settings.load(House).public_url.rstrip("/") + WEBHOOK
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", access_log=False, lifespan="off"))
    serving = asyncio.ensure_future(server.serve())
    await bot.set_webhook(url, secret_token=secret, allowed_updates=_WANTED)
    await asyncio.wait({serving, asyncio.ensure_future(stop.wait())}, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    server.should_exit = True
    await serving


def open_bot(read: TelegramSettings) -> Bot:
    """Return the bot; raises `Misconfigured` without a token."""
    token = read.telegram_token.get_secret_value()
    if not token:
        raise Misconfigured(
            "HUIZHI_TELEGRAM_TOKEN is not set — set it in the environment or in .env (see .env.example)"
        )
    return Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(read.telegram_api_base)))


async def run(port: int = 8002) -> None:
    """Hear Telegram until asked to end: by webhook where its secret is set, else by polling."""
    read = settings.load(TelegramSettings)
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with open_bot(read) as bot, processes.open_house(shared=True):
        await _introduce(bot)
        secret = read.telegram_webhook_secret.get_secret_value()
        await (serve(bot, secret, port, stop) if secret else poll(bot, stop))


async def _introduce(bot: Bot) -> None:
    """Name the commands that Telegram shows; raises `Misconfigured` for a token that Telegram refuses."""
    try:
        await bot.set_my_commands([BotCommand(command=slash[1:], description=said) for slash, said in SLASHES.items()])
    except TelegramUnauthorizedError:
        raise Misconfigured("HUIZHI_TELEGRAM_TOKEN is refused by Telegram") from None
    except TelegramAPIError as fault:
        _LOG.warning("commands not named", error=type(fault).__name__, text=fault.message)
