"""An authority's answer on its way back: a file in the import client's InBox, or a signed post to the app."""

import asyncio
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from typing import Any

from sandbox.authority import archive
from sandbox.authority.drop import drop, laid_json
from sandbox.authority.letters import Answer, Letter
from sandbox.outgoing import NoAnswer, Outgoing, send
from sandbox.wire import succeeded
from sandbox.world import SHANGHAI, World

TRIES, BETWEEN = 6, 1.0
KINDS = {"certificate": "ccpit_certificate", "coordination_withdrawal": "coordination"}
CUSTOMS: dict[str, dict[str, str]] = {
    "received": {"channel": "1"},
    "failed": {"channel": "2"},
    "pending_review": {"repType": "2"},
    "returned": {"repType": "3"},
    "approved": {"repType": "5"},
    "attachment_accepted": {"kind": "FileRet", "retType": "1"},
    "attachment_refused": {"kind": "FileRet", "retType": "2"},
    "accepted": {"kind": "ImportAgrResponse", "responseCode": "0"},
    "refused": {"kind": "ImportAgrResponse", "responseCode": "1"},
}


async def answer(world: World, letter: Letter, step: str, note: str = "", moment: float | None = None) -> None:
    """Give one answer, at that moment of the authority's clock, through the door that the letter came in by."""
    at = world.now() if moment is None else moment
    if letter.form == "xml":
        how = await _by_file(world, letter, step, note, at)
    elif letter.side == "customs":
        how = _by_json_file(world, letter, step, note, at)
    else:
        how = await _by_post(world, letter, _form(world, letter, step, note, at))
    letter.answers.append(Answer(world.now(), step, how))
    world.note(f"authority {letter.side}", "answered", to=letter.kind, key=letter.number, id=letter.id, text=step)


async def _by_file(world: World, letter: Letter, step: str, note: str, at: float) -> str:
    if step not in CUSTOMS:
        raise ValueError(f"the customs have no message for {step}; they have {', '.join(sorted(CUSTOMS))}")
    wall = f"{datetime.fromtimestamp(at, SHANGHAI):%Y-%m-%d %H:%M:%S}"
    order: dict[str, Any] = dict(CUSTOMS[step]) | {"note": note, "rspGenTime": wall, "receiveTime": wall}
    order["sendTime"] = wall
    order["consignNo" if order.get("kind") == "ImportAgrResponse" else "certNo"] = letter.number
    if letter.attachment:
        order |= {"fileName": letter.attachment, "fileType": "1"}
    return ", ".join(one.file for one in await drop(world, order))


def _by_json_file(world: World, letter: Letter, step: str, note: str, at: float) -> str:
    body = json.dumps(_form(world, letter, step, note, at), ensure_ascii=False).encode()
    return laid_json(world, letter.number, body, failed=step in {"failed", "returned", "attachment_refused"})


def _form(world: World, letter: Letter, step: str, note: str, at: float) -> dict[str, Any]:
    """Return the answer in the app's own form."""
    form = {
        "kind": _kind(letter),
        "number": letter.number,
        "step": step,
        "occurred_at": datetime.fromtimestamp(at, UTC).isoformat(),
        "note": note,
        "attachment": letter.attachment,
        "data": archive.data_for(world, letter, step),
    }
    if letter.enterprise:
        form["enterprise_credit_code"] = letter.enterprise
    return form


def _kind(letter: Letter) -> str:
    if letter.kind == "attachment":
        return "coordination" if letter.side == "customs" else "ccpit_certificate"
    return KINDS.get(letter.kind, letter.kind)


async def _by_post(world: World, letter: Letter, form: dict[str, Any]) -> str:
    """Post until the app says yes, as it must be able to bear; the same id each time."""
    body, serial = json.dumps(form, ensure_ascii=False).encode(), f"ccpit-{letter.id}-{world.next()}"
    said = ""
    for _ in range(TRIES):
        try:
            told = await send(_signed(world, serial, body))
        except NoAnswer as problem:
            said = str(problem)
        else:
            said = f"HTTP {told.status}"
            if succeeded(told.status):
                return f"{serial} {said}"
        await asyncio.sleep(BETWEEN)
    return f"{serial} {said}（放弃）"


def _signed(world: World, serial: str, body: bytes) -> Outgoing:
    stamp = int(time.time())
    text = f"{serial}.{stamp}.".encode() + body
    headers = {
        "content-type": "application/json",
        "x-huizhi-id": serial,
        "x-huizhi-timestamp": str(stamp),
        "x-huizhi-signature": hmac.new(world.config.ccpit_key.encode(), text, hashlib.sha256).hexdigest(),
    }
    return Outgoing("POST", f"{world.config.app}/exchange/receipts/ccpit", body, headers)
