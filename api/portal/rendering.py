"""Pages as HTML: one look for all, escaped by default, and a refusal's sentence where a page cannot be shown."""

from pathlib import Path
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader

from api import problems, regions
from api.portal.marks import mark_of
from api.wire import shown
from kit.clock import in_shanghai
from kit.refusals import Refusal

PAGES: Final = Environment(loader=FileSystemLoader(Path(__file__).parent / "pages"), autoescape=True)
PAGES.filters["moment"] = lambda moment: f"{in_shanghai(moment):%Y-%m-%d %H:%M}"
PAGES.filters["rfc3339"] = shown
PAGES.filters["mark"] = mark_of


def page(name: str, status: int = 200, **facts: Any) -> HTMLResponse:
    """Return a page of this region's portal."""
    region = regions.here()
    text = PAGES.get_template(name).render(name=region.portal, hotline=region.hotline, **facts)
    return HTMLResponse(text, status)


def refused(refusal: Refusal) -> HTMLResponse:
    """Return a refusal as a page: its sentence, what to do, and whom to call (ux.md §2, 7)."""
    return page("refused.html", problems.STATUS[refusal.kind], sentence=refusal.sentence)
