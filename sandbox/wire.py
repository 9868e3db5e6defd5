"""What every door needs of a request."""

from typing import Any

from starlette.requests import Request

from sandbox.world import World


def world_of(request: Request) -> World:
    """Find the world of the app that serves this request."""
    world: World = request.app.state.world
    return world


async def given(request: Request) -> dict[str, Any]:
    """Read the JSON object of a request; ValueError or TypeError when there is none."""
    body = await request.json() if await request.body() else {}
    if not isinstance(body, dict):
        raise TypeError("a JSON object is expected")
    return body


def succeeded(status: int) -> bool:
    """Tell whether an HTTP status is 2xx."""
    return status // 100 == 2  # noqa: PLR2004  the class of success
