"""One request to the platform and its answer; what the answer means by errcode stands in errcodes.csv (§1.7)."""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from kit import http, logs
from push.channels import reactions
from push.channels.outcome import Ambiguous, NotAccepted, TryLater
from push.channels.reactions import UNHEARD_OF, Reaction

_LOG = logs.get("push.wechat")
_HEADERS = {"Content-Type": "application/json"}
_TABLE = reactions.load(__package__, "errcodes.csv")
_RID = re.compile(r"rid:? ?([0-9a-zA-Z-]{6,64})")
_CLIENT_FAULTS, _SERVER_FAULTS = 400, 500
PROVIDER = "wechat"


async def exchange(url: str, payload: Mapping[str, Any] | None, *, expects: str) -> dict[str, Any]:
    """Post the payload (or get, without one) and return the answer, whatever its errcode.

    Raises TryLater when nothing was sent, and Ambiguous when nobody knows: no answer, or one with neither an errcode
    nor what this call `expects`, which is then not the platform's own.
    """
    method, body = ("GET", b"") if payload is None else ("POST", orjson.dumps(payload))
    try:
        response = await http.client().request(method, url, body=body, headers=_HEADERS)
    except http.NotSent as fault:
        raise TryLater("not_sent", str(fault), provider=PROVIDER) from None
    except http.NoAnswer as fault:
        raise Ambiguous(str(fault), provider=PROVIDER) from None
    answer = _read(response)
    if expects in answer or "errcode" in answer:
        return answer
    raise Ambiguous(f"HTTP {response.status} that is not the platform's own", code="bad_answer", provider=PROVIDER)


async def ask(url: str, payload: Mapping[str, Any] | None, *, expects: str) -> dict[str, Any]:
    """Do a request that sends no message: it may be asked again, so whatever fails is TryLater; refusals are raised."""
    try:
        answer = await exchange(url, payload, expects=expects)
    except Ambiguous as fault:
        raise TryLater(fault.code, fault.text, provider=PROVIDER) from None
    return accepted(answer)


def accepted(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the answer if it is an acceptance; raises what it means otherwise."""
    if fault := refusal(answer):
        raise fault
    return answer


def code_of(answer: Mapping[str, Any]) -> str:
    """Return the answer's errcode; an answer without one is a success."""
    return str(answer.get("errcode", 0))


def reaction_to(answer: Mapping[str, Any]) -> Reaction:
    """Return what the table says of the answer."""
    return _TABLE.get(code_of(answer), UNHEARD_OF)


def refusal(answer: Mapping[str, Any]) -> NotAccepted | None:
    """Return the exception that the answer means, or None for an acceptance; its rid goes to the log."""
    reaction, code, said = reaction_to(answer), code_of(answer), str(answer.get("errmsg", ""))
    if reaction.kind == "accepted":
        return None
    rid = _RID.search(said)
    _LOG.warning("refused", code=code, meaning=reaction.note, rid=rid[1] if rid else "", said=said)
    return reactions.refusal(reaction, code, said or reaction.note, PROVIDER)


def _read(response: http.Response) -> dict[str, Any]:
    try:
        answer = orjson.loads(response.body)
    except orjson.JSONDecodeError:
        answer = None
    if isinstance(answer, dict) and response.status < _SERVER_FAULTS:
        return answer
    if _CLIENT_FAULTS <= response.status < _SERVER_FAULTS:
        raise TryLater(f"http_{response.status}", "refused by HTTP", alarm=True, provider=PROVIDER)
    return {}
