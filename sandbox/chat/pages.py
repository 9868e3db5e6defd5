"""Rendering of the sandbox's pages."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from sandbox.chat.rich import rich

HERE = Path(__file__).parent
POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    environment.filters["rich"] = rich
    return environment


def rendered(template: str, **facts: Any) -> HTMLResponse:
    """Render a page, escaped, under a policy that runs only the sandbox's own script."""
    text = _environment().get_template(template).render(**facts)
    return HTMLResponse(text, headers={"content-security-policy": POLICY, "cache-control": "no-store"})
