"""Laying files into the import client's InBox: written under a temporary name, then renamed."""

import asyncio
import os
from pathlib import Path
from typing import Any

from sandbox.authority.papers import SAFE, paper_from
from sandbox.authority.receipts import Paper, written
from sandbox.authority.state import Dropped
from sandbox.fate import pause
from sandbox.world import World


class NoFolder(Exception):
    """The sandbox was started without --gacc-dir."""


async def drop(world: World, given: dict[str, Any]) -> list[Dropped]:
    """Drop one receipt, as often and as late as the knobs say; ValueError for an order nobody understands."""
    paper, knobs = paper_from(world, given), world.knobs.authority
    await asyncio.sleep(pause(world, "authority.delay", knobs.delay, knobs.jitter))
    return [laid(world, paper) for _ in range(knobs.copies)]


def laid(world: World, paper: Paper) -> Dropped:
    """Write the file into its InBox; NoFolder when there is none."""
    if world.config.gacc_dir is None:
        raise NoFolder("the sandbox was started without --gacc-dir")
    inbox = world.config.gacc_dir / paper.folder / "InBox"
    inbox.mkdir(parents=True, exist_ok=True)
    prefix = "Failed_" if paper.failed else "Successed_"
    name = f"{prefix}{paper.number or 'unknown'}_{world.local():%Y%m%d%H%M%S%f}_{world.next()}.xml"
    content = written(paper, world.dice("receipt"))
    _renamed(inbox, name, content)
    dropped = Dropped(world.now(), name, paper.title, paper.number, content.decode("utf-8", "replace"))
    world.authority.dropped.append(dropped)
    world.note("authority", "dropped", to=paper.folder, key=paper.number, id=name, text=paper.title)
    return dropped


def laid_json(world: World, number: str, body: bytes, *, failed: bool) -> str:
    """Write an answer in the app's own form into the InBox, and return the file's name."""
    if world.config.gacc_dir is None:
        raise NoFolder("the sandbox was started without --gacc-dir")
    inbox = world.config.gacc_dir / "Cooimp" / "InBox"
    inbox.mkdir(parents=True, exist_ok=True)
    shown = "".join(character if character in SAFE else "_" for character in number)
    prefix = "Failed" if failed else "Successed"
    name = f"{prefix}_{shown}_{world.local():%Y%m%d%H%M%S%f}_{world.next()}.json"
    _renamed(inbox, name, body)
    return name


def _renamed(inbox: Path, name: str, content: bytes) -> None:
    temporary = inbox / f".{name}.part"
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(inbox / name)
