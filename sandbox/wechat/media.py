"""Temporary media: handed in as a form, kept for three days, named in customer messages and replies (§1.9)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from sandbox.pictures import Picture
from sandbox.wechat.api import Call
from sandbox.wechat.errors import ApiError
from sandbox.wechat.state import Media
from sandbox.world import World

KINDS = frozenset({"image", "voice", "video", "thumb"})
LARGEST = 10 * 1024 * 1024  # bytes of an image
THREE_DAYS = 3 * 24 * 3600


def upload(call: Call) -> dict[str, Any]:
    """`media/upload`: an image by name and by content, ten megabytes at most; nothing else is sold here."""
    kind, picture = call.query.get("type", ""), call.body.get("media")
    if kind not in KINDS:
        raise ApiError(40004)
    if not isinstance(picture, Picture) or not picture.content:
        raise ApiError(41005)
    if kind != "image" or not picture.kind or picture.kind != picture.named_kind:
        raise ApiError(40005)
    if len(picture.content) > LARGEST:
        raise ApiError(40009)
    return _kept(call.world, picture)


def _kept(world: World, picture: Picture) -> dict[str, Any]:
    media_id = f"sandbox-media-{world.next():08x}"
    world.wechat.media[media_id] = Media(f"image/{picture.kind}", picture.content, world.now() + THREE_DAYS)
    return {"type": "image", "media_id": media_id, "created_at": int(world.now())}


def require(world: World, media_id: str) -> str:
    """Return the id of media that stands; ApiError 40007 for any other."""
    found = world.wechat.media.get(media_id)
    if found is None or found.expires <= world.now():
        raise ApiError(40007)
    return media_id


async def show(request: Request) -> Response:
    """Show a picture on the page of the chat."""
    world: World = request.app.state.world
    found = world.wechat.media.get(request.path_params["media_id"])
    return Response(found.content, media_type=found.kind) if found else PlainTextResponse("not found", 404)
