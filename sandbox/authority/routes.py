"""/authority: the form by hand, and the same by JSON."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.authority.drop import NoFolder, drop
from sandbox.chat.pages import rendered
from sandbox.wire import world_of


async def page(request: Request) -> Response:
    """Show the form, and what has been dropped lately."""
    world = world_of(request)
    said = {"note": request.query_params.get("note", ""), "number": request.query_params.get("number", "")}
    return rendered("authority.html", world=world, **said)


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


def routes() -> list[BaseRoute]:
    """List the page and the API."""
    return [
        Route("/authority", page),
        Route("/authority", submitted, methods=["POST"]),
        Route("/authority/receipts", receipts, methods=["GET", "POST"]),
    ]
