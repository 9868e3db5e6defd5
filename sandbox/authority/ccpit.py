"""CCPIT's address for messages: signed JSON, taken once per id."""

import hashlib
import hmac
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.authority.desk import take
from sandbox.authority.letters import Illegible, from_json
from sandbox.authority.rules import plan_for
from sandbox.wire import world_of
from sandbox.world import World

TOLERANCE = 300  # seconds
BROKEN_FOR = 2  # calls that meet a fault, where the remark asks for one


async def messages(request: Request) -> Response:
    """Take a message: 202, or 401 for a bad signature, 422 with the reason, 503 while the house is being repaired."""
    world, body = world_of(request), await request.body()
    if not _is_genuine(world, request, body):
        return JSONResponse({"detail": "签名无效"}, 401)
    try:
        letter = from_json(body, "ccpit", request.headers.get("x-huizhi-id", ""), world.now())
    except Illegible as fault:
        return JSONResponse({"detail": str(fault)}, 422)
    plan = plan_for(letter, world.knobs.authority.word)
    if plan.door == "refused":
        return JSONResponse({"detail": plan.note}, 422)
    if plan.door == "down" and _still_down(world, letter.id):
        return JSONResponse({"detail": "系统维护"}, 503, {"Retry-After": "1"})
    return JSONResponse({"id": take(world, letter).id}, 202)


def _still_down(world: World, letter_id: str) -> bool:
    world.authority.faults[letter_id] += 1
    return world.authority.faults[letter_id] <= BROKEN_FOR


def _is_genuine(world: World, request: Request, body: bytes) -> bool:
    stamp = request.headers.get("x-huizhi-timestamp", "")
    if not stamp.isdigit() or abs(time.time() - int(stamp)) > TOLERANCE:
        return False
    text = f"{request.headers.get('x-huizhi-id', '')}.{stamp}.".encode() + body
    expected = hmac.new(world.config.ccpit_key.encode(), text, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, request.headers.get("x-huizhi-signature", ""))
