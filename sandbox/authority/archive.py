"""What CCPIT has in its files: an enterprise's own data and the products it has filed, for sync requests."""

from typing import Any

from sandbox.authority.letters import Letter
from sandbox.world import World


def data_for(world: World, letter: Letter, step: str) -> dict[str, Any]:
    """Return what the last answer to a letter brings along; nothing for most."""
    if letter.kind == "filing" and step == "approved":
        areas = [each.get("area", "") for each in letter.data.get("areas", []) if isinstance(each, dict)]
        year = f"{world.local():%y}"
        return {"filing_numbers": {area: f"{year}{area}2102M9997/{world.next():05d}" for area in areas if area}}
    return {}
