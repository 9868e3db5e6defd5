"""The front door, and the way to the sandbox while there is one."""

from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from api.portal import backfilling, by_wechat, consenting, counting, noticing, pushing, sharing, showing, visiting
from api.portal.rendering import page
from api.portal.settings import PortalSettings
from kit import refusals, settings

router = APIRouter(include_in_schema=False)
_STATIC = Path(__file__).parent / "static"
_FILES = frozenset(path.name for path in _STATIC.iterdir())


@router.get("/")
async def front() -> HTMLResponse:
    """Say what this is and where to go from here."""
    portal = settings.load(PortalSettings)
    return page("front.html", world=portal.dev_world, accounts=portal.dev_accounts)


@router.get("/static/{name}")
async def static(name: str) -> FileResponse:
    """Serve one of the pages' own files."""
    if name not in _FILES:
        raise refusals.unknown("没有这个页面。")
    return FileResponse(_STATIC / name)


@router.get("/dev/{path:path}")
async def dev(path: str) -> RedirectResponse:
    """Lead to the sandbox's pages; without a sandbox there is nothing here."""
    world = settings.load(PortalSettings).dev_world
    if not world:
        raise refusals.unknown("没有这个页面。")
    return RedirectResponse(f"{world}/dev/{quote(path)}")


# The last one takes every section.
for part in (visiting, by_wechat, noticing, pushing, counting, backfilling, consenting, sharing, showing):
    router.include_router(part.router)
