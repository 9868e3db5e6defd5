"""Huizhi's command line as it is, with leases short enough for a test, and forked from a parent that has imported it.

A process that was imported once is there in a tenth of a second: sixty kills need no sixty start-ups. Orders come as
JSON lines: {"start": arguments, "environment": …, "log": path} is answered with a process id, {"poll": id} with its
exit status (negative for a signal) or null. With arguments, `python -m tests.faults.sut up …`, it is one such process.

FAULTS_LEASE is in seconds; without it nothing is changed. The time after which nothing of a batch is begun any more
shrinks with it, so that the fence is where it always is: between the longest send and the end of the lease.
"""

import json
import os
import random
import signal
import sys
from datetime import timedelta
from typing import Any

import huizhi
from api.exchange import outgoing
from kit import failpoints
from push import claiming


def _shorten(lease: timedelta) -> None:
    for name, value in {"LEASE": lease, "LONGEST_SEND": lease / 4}.items():
        assert hasattr(claiming, name)
        setattr(claiming, name, value)
    outgoing.LEASE = lease


def _run(arguments: list[str]) -> None:
    if seconds := os.environ.get("FAULTS_LEASE"):
        _shorten(timedelta(seconds=float(seconds)))
    sys.argv = ["huizhi", *arguments]
    huizhi.main()


def _started(order: dict[str, Any]) -> int:
    child = os.fork()
    if child:
        return child
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.clear()
    os.environ.update(order["environment"])
    random.seed()
    failpoints.arm(os.environ.get("FAILPOINT", ""))
    _run(order["start"])
    os._exit(0)


def _polled(child: int) -> int | None:
    found, status = os.waitpid(child, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _serve() -> None:
    """Obey until the orders end."""
    import bot.main  # noqa: F401 — imported for its weight, once

    print(json.dumps("ready"), flush=True)
    children: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        answer = _started(order) if "start" in order else _polled(order["poll"])
        children |= {answer} if "start" in order and answer else set()
        if "poll" in order and answer is not None:
            children.discard(order["poll"])
        print(json.dumps(answer), flush=True)
    for child in children:  # the harness is gone: so are they
        os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    _run(sys.argv[1:]) if len(sys.argv) > 1 else _serve()
