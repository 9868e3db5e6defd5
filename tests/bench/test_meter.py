"""What the meter calls whole CPU: every process of the trees, ended ones too, and none of what is set aside."""

import os
import subprocess
import sys
import time

import pytest

from tests.bench import meter

BURN = "import time\nwhile time.process_time() < 0.5: pass\n"


def _burn_in_a_grandchild() -> None:
    subprocess.run(
        [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BURN!r}])"], check=True
    )


def test_cpu_of_children_that_have_ended_is_counted() -> None:
    with meter.metered({"ours": [os.getpid()]}) as window:
        _burn_in_a_grandchild()
    result = window.result("burning", 10)
    assert 0.4 <= result.cpu["ours"] < 3
    assert result.cpu_per_item == pytest.approx(1e5 * result.cpu["ours"])
    assert result.seconds >= 0.3
    assert result.resident["ours"] > 1_000_000


def test_a_tree_set_aside_is_not_part_of_the_tree_that_started_it() -> None:
    with subprocess.Popen([sys.executable, "-c", BURN + "input()"], stdin=subprocess.PIPE) as busy:
        with meter.metered({"ours": [os.getpid()]}, {"sink": [busy.pid]}) as window:
            while meter.cpu_seconds([busy.pid]) < 0.4:
                time.sleep(0.1)
        result = window.result("burning", 1)
        busy.communicate(b"\n")
    assert result.aside["sink"] >= 0.3
    assert result.cpu["ours"] < 0.3
    assert result.resident.keys() == result.cpu.keys() == {"ours"}
