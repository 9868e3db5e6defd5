"""One request to the platform and its answer; what an errcode means stands in errcodes.csv (§1.7)."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from kit import logs
from push.channels import reactions, wire
from push.channels.outcome import Ambiguous, NotAccepted, TryLater
from push.channels.reactions import UNHEARD_OF, Reaction
from push.channels.wire import own_words

_LOG = logs.get("push.wechat")
_TABLE = reactions.load(__package__, "errcodes.csv")
_RID = re.compile(r"rid:? ?([0-9a-zA-Z-]{6,64})")
PROVIDER = "wechat"


async def exchange(url: str, payload: Mapping[str, Any] | None, *, expects: str) -> dict[str, Any]:
    """Post the payload (or get, without one) and return the answer, whatever its errcode; raises as `channels.wire`.

    An answer is the platform's own if it has an errcode, or what this call `expects` instead of one.
    """
    method, body = ("GET", b"") if payload is None else ("POST", orjson.dumps(payload))
    return own_words(PROVIDER, await wire.exchange(PROVIDER, method, url, body=body), expects, "errcode")


class File(NamedTuple):
    """A file that is handed in: the field it stands in, its name, its type, its bytes."""

    field: str
    name: str
    kind: str
    content: bytes


async def hand_in(url: str, file: File, *, expects: str) -> dict[str, Any]:
    """Post a file as a form does, and return the answer; raises as `exchange`."""
    boundary = hashlib.sha256(file.content).hexdigest()[:32]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{file.field}"; filename="{file.name}"\r\n'
        f"Content-Type: {file.kind}\r\n\r\n"
    )
    body = head.encode() + file.content + f"\r\n--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return own_words(
        PROVIDER, await wire.exchange(PROVIDER, "POST", url, body=body, headers=headers), expects, "errcode"
    )


async def ask(url: str, payload: Mapping[str, Any] | None, *, expects: str) -> dict[str, Any]:
    """Do a request that sends no message: it may be asked again, so whatever fails is TryLater; refusals are raised."""
    try:
        answer = await exchange(url, payload, expects=expects)
    except Ambiguous as fault:
        raise TryLater(fault.code, fault.text, provider=PROVIDER) from None
    return accepted(answer, expects)


def accepted(answer: dict[str, Any], expects: str = "errcode") -> dict[str, Any]:
    """Return the answer if it is an acceptance that has what was expected; raises what it means otherwise."""
    if fault := refusal(answer):
        raise fault
    if expects not in answer:
        raise TryLater("bad_answer", f"an acceptance without {expects}", alarm=True, provider=PROVIDER)
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
