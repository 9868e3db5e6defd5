"""A Kannel smsbox: `GET /cgi-bin/sendsms`, HTTP 202, and delivery reports to the dlr-url it was given."""

import re
from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import quote

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from sandbox.fate import storm, strikes
from sandbox.outgoing import Outgoing
from sandbox.sms import phones, reports
from sandbox.sms.state import Sms
from sandbox.world import World

TAKEN = 202
DELIVERED, UNDELIVERABLE, SMSC_ACCEPTED = 1, 2, 8
ESCAPE = re.compile(r"%([a-zA-Z%])")
REPLIES = {DELIVERED: "DELIVRD", UNDELIVERABLE: "UNDELIV", SMSC_ACCEPTED: "ACK/"}


async def sendsms(request: Request) -> Response:
    """Accept one message or say in Kannel's words why not."""
    world: World = request.app.state.world
    query = request.query_params
    status, text = _judged(world, query)
    if status == TAKEN:
        status, text = _taken(world, query)
    return PlainTextResponse(text, status, headers={"server": "Kannel/1.4.5"})


def _judged(world: World, query: QueryParams) -> tuple[int, str]:
    accounts = world.config.sms
    given = (query.get("username") or query.get("user"), query.get("password") or query.get("pass"))
    if given != (accounts.kannel_user, accounts.kannel_password):
        return 403, "Authorization failed for sendsms"
    if "to" not in query:
        return 400, "Missing receiver number, rejected"
    if not query["to"].strip():
        return 400, "Empty receiver number not allowed, rejected"
    if not query.get("from"):
        return 400, "Sender missing and no global set, rejected"
    if strikes(world, "kannel", "busy") or storm(world, "kannel"):
        return 503, "Temporal failure, try again later."
    return TAKEN, ""


def _taken(world: World, query: QueryParams) -> tuple[int, str]:
    try:
        text = _decoded(query)
    except (LookupError, UnicodeError):
        return 400, "Charset or body misformed, rejected"
    for number in query["to"].split():
        _accept(world, query, number, text)
    return TAKEN, "0: Accepted for delivery"


def _decoded(query: QueryParams) -> str:
    """`text` in `charset`; GSM 7-bit (coding 0) cannot carry Chinese: Kannel turns it into question marks."""
    charset = query.get("charset", "UTF-8")
    text = query.get("text", "").encode("utf-8", "surrogateescape").decode(charset)
    return text if query.get("coding") == "2" else text.encode("latin-1", "replace").decode("latin-1")


def _accept(world: World, query: QueryParams, number: str, text: str) -> None:
    message_id = f"{world.dice('kannel').getrandbits(128):032x}"
    shown = phones.national(number) or number
    key = query.get("dlr-url", "")
    sms = phones.accept(
        world, phones.Parcel("kannel", shown, query["from"], text, key, phones.parts_of(text)), message_id
    )
    mask = int(query.get("dlr-mask", "0")) if query.get("dlr-mask", "0").isdigit() else 0
    if key and mask:
        reports.schedule(world, "kannel", _steps(world, sms, mask))


def _steps(world: World, sms: Sms, mask: int) -> list[Callable[[], Awaitable[None]]]:
    final = DELIVERED if sms.delivered else UNDELIVERABLE
    return [partial(_report, world, sms, state) for state in (SMSC_ACCEPTED, final) if mask & state]


async def _report(world: World, sms: Sms, state: int) -> None:
    await reports.post(world, "kannel", Outgoing("GET", _filled(sms.key, world, sms, state)))


def _filled(url: str, world: World, sms: Sms, state: int) -> str:
    """Fill in Kannel's escapes; in a report %p is the phone that got the message and %P its sender."""
    values = {
        "d": str(state),
        "T": str(int(world.now())),
        "t": f"{world.local():%Y-%m-%d %H:%M:%S}",
        "I": sms.id,
        "F": sms.id[:16],
        "p": sms.number,
        "P": sms.sender,
        "A": REPLIES[state],
        "a": sms.text,
        "i": "sandbox",
        "n": "huizhi",
        "%": "%",
    }
    return ESCAPE.sub(
        lambda found: quote(values[found.group(1)], safe="") if found.group(1) in values else found.group(0), url
    )
