"""/dev/authority: what reached customs and CCPIT, and answers by hand; the same by JSON."""

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.authority import words
from sandbox.authority.answers import answer
from sandbox.authority.ccpit import messages
from sandbox.authority.drop import NoFolder, drop
from sandbox.authority.letters import Letter
from sandbox.chat.pages import rendered
from sandbox.wire import world_of
from sandbox.world import SHANGHAI


async def page(request: Request) -> Response:
    """Show the form, and what has been dropped lately."""
    world = world_of(request)
    said = {"note": request.query_params.get("note", ""), "number": request.query_params.get("number", "")}
    return rendered("authority.html", world=world, words=words, at=shanghai, **said)


async def submitted(request: Request) -> Response:
    """Take the form and go back to where its button was pressed."""
    world = world_of(request)
    given = {name: str(value) for name, value in (await request.form()).items() if value}
    back = given.pop("back", "/authority")
    outcome: dict[str, Any] = dict(given)
    outcome["namespace"] = given.get("namespace", "yes") == "yes"
    try:
        await drop(world, outcome)
    except (ValueError, NoFolder) as problem:
        return JSONResponse({"error": str(problem)}, 422)
    return RedirectResponse(back if back.startswith("/") and not back.startswith("//") else "/authority", 303)


async def receipts(request: Request) -> Response:
    """`POST /authority/receipts`: one order or a list of them; `GET`: what was dropped."""
    world = world_of(request)
    if request.method == "GET":
        rows = [{name: getattr(one, name) for name in one.__slots__} for one in world.authority.dropped]
        return JSONResponse(rows)
    try:
        given = await request.json()
        orders = given if isinstance(given, list) else [given]
        dropped = [one for order in orders for one in await drop(world, order)]
    except (ValueError, TypeError, AttributeError, LookupError, NoFolder) as problem:
        return JSONResponse({"error": str(problem)}, 422)
    return JSONResponse({"files": [one.file for one in dropped]}, 201)


async def letters(request: Request) -> Response:
    """`GET /authority/letters`: what reached the authorities, newest first; `number=` and `side=` filter."""
    asked = request.query_params
    rows = [
        _as_json(one)
        for one in reversed(world_of(request).authority.letters.values())
        if asked.get("number", one.number) == one.number and asked.get("side", one.side) == one.side
    ]
    return JSONResponse({"letters": rows})


async def answered(request: Request) -> Response:
    """Answer one letter by hand: `{"step", "note"}` as JSON, or the page's form."""
    world = world_of(request)
    by_form = not request.headers.get("content-type", "").startswith("application/json")
    given = dict(await request.form()) if by_form else await request.json()
    letter = world.authority.letters.get(str(given.get("id") or ""))
    if letter is None or not given.get("step"):
        raise ValueError("没有这封报文，或者没有说怎样答复")
    await answer(world, letter, str(given["step"]), str(given.get("note") or ""))
    return RedirectResponse("/dev/authority", 303) if by_form else JSONResponse(_as_json(letter), 201)


def shanghai(moment: float) -> str:
    """Return a moment of the sandbox's clock as a watch in Shanghai shows it."""
    return f"{datetime.fromtimestamp(moment, SHANGHAI):%m-%d %H:%M:%S}"


def _as_json(letter: Letter) -> dict[str, Any]:
    told = ("id", "side", "kind", "number", "enterprise", "at", "name", "attachment", "copies", "verdict", "data")
    answers = [{name: getattr(one, name) for name in one.__slots__} for one in letter.answers]
    shown = {"amount": str(letter.amount), "words": sorted(letter.words), "answers": answers}
    return {name: getattr(letter, name) for name in told} | shown


def routes() -> list[BaseRoute]:
    """List the page and the API."""
    return [
        Route("/authority", page),
        Route("/dev/authority", page),
        Route("/ccpit/messages", messages, methods=["POST"]),
        Route("/authority/letters", letters),
        Route("/authority/answers", answered, methods=["POST"]),
        Route("/authority", submitted, methods=["POST"]),
        Route("/authority/receipts", receipts, methods=["GET", "POST"]),
    ]
