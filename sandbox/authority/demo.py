"""The scripted scenario of `--demo`: a year's first certificates live through their receipts, one step at a time."""

import asyncio
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from sandbox.authority.drop import NoFolder, drop
from sandbox.outgoing import NoAnswer, Outgoing, send
from sandbox.telegram.state import Chat
from sandbox.wechat.acts import act
from sandbox.world import World

TRIES, BETWEEN = 120, 0.5  # seconds between two looks whether the app is up
STORIES: tuple[tuple[str, tuple[dict[str, Any], ...]], ...] = (
    ("E", ({"channel": "1"}, {"repType": "2"}, {"repType": "5", "namespace": False})),
    ("K", ({"channel": "1"}, {"repType": "3", "note": "运输路线与提单不符"}, {"channel": "1"}, {"repType": "5"})),
    ("RC", ({"kind": "FileRet", "retType": "1"}, {"channel": "1"}, {"repType": "5", "order": "shuffled"})),
    ("C", ({"channel": "2", "note": "报文格式校验失败：收货人不能为空"},)),
    ("B", ({"channel": "1"}, {"repType": "2"}, {"repType": "6", "note": "收货人国别未填"})),
)


FIRST = 183


def orders(org: str, year: int, first: int = FIRST) -> Iterator[dict[str, Any]]:
    """Orders without end: every round the five stories again, with new certificate numbers."""
    for serial in count(first):
        letters, steps = STORIES[(serial - FIRST) % len(STORIES)]
        number = f"{letters}{year % 100:02d}{org}{serial % 10000:04d}"
        for step in steps:
            yield {"certNo": number} | step


async def follow(world: World) -> None:
    """Let everybody follow the account as soon as the app is up: nobody scans the code of a shop that is closed."""
    for _ in range(TRIES):
        try:
            await send(Outgoing("GET", f"{world.config.app}/healthz"))
            break
        except NoAnswer:
            await asyncio.sleep(BETWEEN)
    for user in [one for one in world.wechat.users.values() if not one.followed]:
        await act(world, user, "follow", {})


async def play(world: World) -> None:
    """Let everybody follow the account, and drop a receipt every `--demo-interval` seconds until the sandbox stops.

    A later run goes on with the next certificate: what was approved yesterday is not received anew today.
    """
    world.spawn(follow(world))
    for person in world.config.people:
        world.telegram.chats.setdefault(person.chat_id, Chat(person.chat_id, person.name)).started = True
    place = _bookmark(world)
    first = int(place.read_text("ascii")) if place.is_file() else FIRST
    for order in orders(world.config.enterprise.org, world.local().year, first):
        await asyncio.sleep(world.config.demo_interval)
        await drop(world, order)
        place.write_text(str(int(order["certNo"][-4:]) + 1), "ascii")


def _bookmark(world: World) -> Path:
    if world.config.gacc_dir is None:
        raise NoFolder("the demo drops receipts and needs --gacc-dir")
    return world.config.gacc_dir / "demo-serial"
