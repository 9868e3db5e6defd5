"""Where the pages are that an answer leads to."""

from kit import settings
from kit.settings import House


def address(path: str) -> str:
    """Return the whole address of a page by its path."""
    return settings.load(House).public_url.rstrip("/") + path
