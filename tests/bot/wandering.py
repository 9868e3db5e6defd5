"""A long random walk through conversations (`wanderer.py`), by hand.

python -m tests.bot.wandering --turns 100000 --seed 1
"""

import argparse
import asyncio
import logging
import os
import shutil
import tempfile
import time
from pathlib import Path

import structlog

from bot import memory
from kit import database, migrating, redis, settings
from tests.bot.wanderer import Wanderer, a_wanderer
from tests.conftest import _ENVIRONMENT
from tests.support.models import MODELS
from tests.support.servers import Valkey


async def _walk(turns: int, seed: int, folder: Path) -> Wanderer:
    await database.connect(f"sqlite://{folder}/wander.sqlite3", MODELS)
    await migrating.migrate()
    began = time.monotonic()
    try:
        found = await a_wanderer(seed)
        for number in range(1, turns + 1):
            await found.turn()
            if number % 500 == 0 or number == turns:
                print(f"\r{number} of {turns} turns, {time.monotonic() - began:.0f} s", end="", flush=True)
    finally:
        await database.disconnect()
    return found


def main() -> None:
    """Walk, and say what happened on the way."""
    parser = argparse.ArgumentParser(prog="python -m tests.bot.wandering", description=__doc__)
    parser.add_argument("--turns", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    os.environ.update(_ENVIRONMENT)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    settings.forget()
    memory.forget()
    valkey, folder = Valkey().start(), Path(tempfile.mkdtemp(prefix="huizhi-wander-"))
    redis.connect(f"redis://127.0.0.1:{valkey.port}/0")
    cpu = time.process_time()
    try:
        found = asyncio.run(_walk(given.turns, given.seed, folder))
    finally:
        valkey.stop()
        shutil.rmtree(folder)
    spent = (time.process_time() - cpu) / given.turns * 1000
    print(f"\nseed {given.seed}: {given.turns} turns, nothing broken, {spent:.1f} ms of CPU a turn")
    print("  ".join(f"{name} {number}" for name, number in sorted(found.turns.items())))


if __name__ == "__main__":
    main()
