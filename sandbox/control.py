"""/sandbox/*: the hands of tests and of the fault harness."""

from dataclasses import fields, replace

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox import knobs as knob
from sandbox.config import WechatAccount
from sandbox.wire import given, world_of
from sandbox.world import reset


async def faults(request: Request) -> Response:
    """Show the knobs; POST turns the named ones."""
    world = world_of(request)
    if request.method == "POST":
        knob.turn(world.knobs, await given(request))
    return JSONResponse(world.knobs.as_json())


async def forget(request: Request) -> Response:
    """Begin a new day: every memory but the ledger is gone."""
    reset(world_of(request))
    return JSONResponse({"ok": True})


async def clock(request: Request) -> Response:
    """Move the sandbox's clock: `{"advance": seconds}`."""
    world = world_of(request)
    if request.method == "POST":
        world.offset += float((await given(request)).get("advance", 0))
    return JSONResponse({"now": world.now(), "offset": world.offset})


async def stats(request: Request) -> Response:
    """How often what was called, answered, pushed and struck."""
    return JSONResponse(dict(sorted(world_of(request).counts.items())))


async def calls(request: Request) -> Response:
    """List the last 200 calls, oldest first; `service=` filters."""
    service = request.query_params.get("service", "")
    return JSONResponse([call for call in world_of(request).calls if service in {"", call["service"]}])


async def people(request: Request) -> Response:
    """Who holds which phone."""
    rows = world_of(request).people
    return JSONResponse([{f.name: getattr(person, f.name) for f in fields(person)} for person in rows])


async def account(request: Request) -> Response:
    """Show the developer settings of the service account; POST changes some, `limits` sets daily quotas by path."""
    state = world_of(request).wechat
    if request.method == "POST":
        changes = await given(request)
        state.limits |= {str(path): int(most) for path, most in changes.pop("limits", {}).items()}
        state.account = replace(state.account, **changes)
    shown = {f.name: getattr(state.account, f.name) for f in fields(WechatAccount)}
    return JSONResponse(shown | {"limits": state.limits})


async def home(_: Request) -> Response:
    """Lead on from the address that people type."""
    return RedirectResponse("/dev/chat", 302)


async def refused(_: Request, problem: Exception) -> Response:
    """Say what is wrong with a request of the tests' own."""
    return JSONResponse({"error": f"{type(problem).__name__}: {problem}"}, 422)


def routes() -> list[BaseRoute]:
    """List what belongs to no single neighbour."""
    both = ["GET", "POST"]
    return [
        Route("/", home),
        Route("/sandbox/faults", faults, methods=both),
        Route("/sandbox/reset", forget, methods=["POST"]),
        Route("/sandbox/clock", clock, methods=both),
        Route("/sandbox/stats", stats),
        Route("/sandbox/calls", calls),
        Route("/sandbox/people", people),
        Route("/sandbox/wechat/account", account, methods=both),
    ]
