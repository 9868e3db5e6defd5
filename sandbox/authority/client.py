"""The import client on the clerk's machine: takes files from OutBox, sends them, lays them into SentBox or FailBox."""

import asyncio
from pathlib import Path

from sandbox.authority.desk import take
from sandbox.authority.letters import Illegible, Letter, from_json, from_xml
from sandbox.authority.rules import plan_for
from sandbox.world import World

BUSINESSES = ("Cooimp", "Acd")
EVERY = 0.3  # seconds


async def run(world: World) -> None:
    """Look into the OutBoxes until the sandbox stops."""
    while world.config.gacc_dir is not None:
        if world.knobs.authority.client_runs:
            for business in BUSINESSES:
                sweep(world, world.config.gacc_dir / business)
        await asyncio.sleep(EVERY)


def sweep(world: World, business: Path) -> None:
    """Take every file that lies in one OutBox."""
    box = business / "OutBox"
    for path in sorted(box.iterdir()) if box.is_dir() else ():
        if path.is_file() and not path.name.startswith("."):
            _send(world, business, path)


def _send(world: World, business: Path, path: Path) -> None:
    """Send one file; one that cannot be sent comes to rest in FailBox, with the reason beside it."""
    try:
        letter = _read(world, path)
    except Illegible as fault:
        _laid(business / "FailBox", path, str(fault))
        world.note("authority customs", "refused", id=path.name, text=str(fault))
        return
    plan = plan_for(letter, world.knobs.authority.word)
    if plan.door == "refused":
        _laid(business / "FailBox", path, plan.note)
        world.note("authority customs", "refused", key=letter.number, id=path.name, text=plan.note)
        return
    _laid(business / "SentBox", path)
    take(world, letter)


def _read(world: World, path: Path) -> Letter:
    body = path.read_bytes()
    if body.lstrip()[:1] == b"{":
        return from_json(body, "customs", path.name, world.now())
    return from_xml(body, path.name, world.now())


def _laid(box: Path, path: Path, reason: str = "") -> None:
    box.mkdir(parents=True, exist_ok=True)
    if reason:
        (box / f"{path.name}.txt").write_text(reason, "utf-8")
    path.rename(box / path.name)
