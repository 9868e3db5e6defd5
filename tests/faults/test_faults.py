"""A short run of the crash harness on each database; the long one is `make faults`."""

import os
import random
from pathlib import Path

import pytest

from tests.faults import nemesis
from tests.faults.scene import Terms, set_up
from tests.support.servers import postgres_home

POINTS = (
    "ingest.after_inbox",
    "ingest.after_commit_before_ack",
    "ingest.before_commit",
    "fanout.before_commit",
    "relay.after_claim",
    "send.after_write_before_reply",
    "send.after_reply_before_mark",
    "mark.before_commit",
)
_SEED = int(os.environ.get("FAULTS_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)


@pytest.mark.slow
@pytest.mark.timeout(240)  # of wall time on a busy machine; a quiet one needs less than half
@pytest.mark.xdist_group("faults")
@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_nothing_is_lost_and_nothing_doubled(engine: str, tmp_path: Path) -> None:
    """Failpoints along the pipeline, random `kill -9`, answers lost after acceptance: I1-I4, I7, I9 and I10 hold."""
    if engine == "postgres" and postgres_home() is None:
        pytest.skip("PostgreSQL is not installed")
    dice = random.Random(_SEED)
    points = [(name, dice.randint(2, 6)) for name in dice.sample(POINTS, 5)]
    act = nemesis.in_short(points, kills=6, lossy=4)
    with set_up(Terms(engine, _SEED, firms=30), tmp_path / engine, "short") as scene:
        figures = act(scene)
    told = "\n".join(figures.violations[:20])
    assert not figures.violations, f"FAULTS_SEED={_SEED} repeats this\n{figures.line()}\n{told}"
    assert figures.receipts > 50
    assert figures.delivered > 50
