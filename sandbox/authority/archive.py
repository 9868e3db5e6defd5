"""What CCPIT has in its files: an enterprise's own data and the products it has filed, for sync requests."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.authority.letters import Letter
from sandbox.world import World

PRODUCTS = Path(__file__).with_name("products.csv")
OFFICE, CODE = "210200", "2102M9997"


def data_for(world: World, letter: Letter, step: str) -> dict[str, Any]:
    """Return what an answer brings along; nothing for most."""
    if letter.kind == "sync" and step in {"success", "completed"}:
        return {"products": list(products())} if letter.data.get("what") == "products" else {"company": company(world)}
    if letter.kind == "filing" and step == "approved":
        areas = [each.get("area", "") for each in letter.data.get("areas", []) if isinstance(each, dict)]
        year = f"{world.local():%y}"
        return {"filing_numbers": {area: f"{year}{area}{CODE}/{world.next():05d}" for area in areas if area}}
    return {}


def company(world: World) -> dict[str, Any]:
    """Return the enterprise as CCPIT has it."""
    firm = world.config.enterprise
    return {
        "name": firm.name,
        "credit_code": firm.credit_code,
        "ccpit_office": OFFICE,
        "ccpit_code": CODE,
        "signatories": [person.name for person in world.config.people[:2]],
    }


@cache
def products() -> tuple[dict[str, str], ...]:
    """Return the products that are on file, each for one area."""
    with PRODUCTS.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
