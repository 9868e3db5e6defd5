"""The modules whose Tortoise models the tests connect with: those that exist, found by their place in the house."""

from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_ROOMS = ("push", "subscriptions", "api", "bot")


def _modules() -> list[str]:
    paths = (path for room in _ROOMS for path in sorted((_ROOT / room).rglob("models.py")))
    return [".".join(path.relative_to(_ROOT).with_suffix("").parts) for path in paths]


MODELS = _modules()
