"""What CCPIT has in its files: an enterprise's own data and the products it has filed, for sync requests."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.authority.letters import Letter
from sandbox.world import World

PRODUCTS = Path(__file__).with_name("products.csv")
CODE = "2102M9997"  # of an enterprise that does not know its own yet


def data_for(world: World, letter: Letter, step: str) -> dict[str, Any]:
    """Return what an answer brings along; nothing for most."""
    if letter.kind == "sync" and step in {"success", "completed"}:
        of_products = letter.data.get("what") == "products"
        return {"products": products(code_of(letter))} if of_products else {"company": company(world, letter)}
    if letter.kind == "filing" and step == "approved":
        areas = [each.get("area", "") for each in letter.data.get("areas", []) if isinstance(each, dict)]
        year = f"{world.local():%y}"
        code = code_of(letter)
        return {"filing_numbers": {area: f"{year}{area}{code}/{world.next():05d}" for area in areas if area}}
    return {}


def code_of(letter: Letter) -> str:
    """Return the enterprise's CCPIT code, as its letter tells it."""
    return letter.ccpit_code or CODE


def company(world: World, letter: Letter) -> dict[str, Any]:
    """Return the enterprise as CCPIT has it: the demo's by its name, any other by what it told of itself."""
    firm, code = world.config.enterprise, code_of(letter)
    told = letter.enterprise or firm.credit_code
    known = {"name": firm.name} if told == firm.credit_code else {}
    people = [person.name for person in world.config.people[:2]]
    return known | {
        "credit_code": told,
        "ccpit_office": f"{code[:4]}00",
        "ccpit_code": code,
        "signatories": people,
    }


def products(code: str) -> list[dict[str, str]]:
    """Return the products that are on file, each for one area, under numbers of that enterprise."""
    return [row | {"filing_no": row["filing_no"].replace(CODE, code)} for row in _on_file()]


@cache
def _on_file() -> tuple[dict[str, str], ...]:
    with PRODUCTS.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
