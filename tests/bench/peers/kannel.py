"""Kannel 1.4.5 in C: HTTP -> smsbox -> bearerbox -> fakesmsc, queue in memory or spooled to one file a message.

The load generator (wrk) and the far end (fakesmsc) are not counted to the whole. The spool variant also keeps Kannel's
access log, its record of what was sent; the one in memory keeps nothing.
"""

import os
import re
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench import installing, meter, processes, scratch
from tests.bench.processes import Spawn
from tests.bench.result import Result
from tests.bench.services import Services

PROGRAMS = ("bearerbox", "smsbox", "fakesmsc", "wrk")
PACKAGES = ("kannel", "kannel-extras", "wrk")
EXPECTED_RATE = 6_000
CONNECTIONS = 64
DRAIN_SECONDS = 60.0
TEXT = "Certificate C26470ZC00000001: approved 2026-11-21 10:00. Print it within 30 days. https://receipts.example/d/000000001"
TEMPLATE = Path(__file__).with_name("theirs") / "kannel.conf"


@dataclass(frozen=True)
class Kannel:
    """A running Kannel, its far end connected: the ports of its admin page and its sendsms service, its processes."""

    admin: int
    sendsms: int
    pids: dict[str, int]

    def sent(self) -> int:
        """SMS handed to the far end so far."""
        return int(self._counters()[1])

    def queued(self) -> int:
        """SMS accepted and not yet handed over."""
        return int(self._counters()[2])

    def _counters(self) -> re.Match[str]:
        page = _status(self.admin)
        found = re.search(r"SMS: received \d+ \(\d+ queued\), sent (\d+) \((\d+) queued\)", page)
        if not found:
            raise RuntimeError(f"unexpected status page: {page[:500]}")
        return found


def measure(services: Services, n: int, *, spool: bool) -> Result:
    """Sends about n messages (the load generator counts seconds, not messages)."""
    programs = dict(zip(PROGRAMS, installing.debian_programs(PROGRAMS, PACKAGES), strict=True))
    with ExitStack() as stack:
        kannel = _start(stack, services.folder, programs, spool=spool)
        load = _load(programs["wrk"], kannel.sendsms, n)
        cpu = {part: [kannel.pids[part]] for part in ("bearerbox", "smsbox")}
        before = kannel.sent()
        aside = {"fakesmsc": [kannel.pids["fakesmsc"]], "load": [os.getpid()]}
        with meter.metered(cpu, aside) as window:
            printed = subprocess.run(load, check=True, capture_output=True, text=True).stdout
            emptied = processes.wait_until(lambda: kannel.queued() == 0, DRAIN_SECONDS)
        items = kannel.sent() - before
    if not emptied or "Non-2xx" in printed:
        raise RuntimeError(f"Kannel refused or kept messages: {printed}")
    return window.result(_name(spool=spool), items, "not counted: wrk, which sends at Kannel's HTTP door, and fakesmsc")


def _name(*, spool: bool) -> str:
    return "Kannel 1.4.5, spool and access log" if spool else "Kannel 1.4.5, in memory"


def _load(wrk: str, sendsms: int, n: int) -> list[str]:
    query = urllib.parse.urlencode({"username": "bench", "password": "bench", "to": "13800138000", "text": TEXT})
    seconds = max(2, round(n / EXPECTED_RATE))
    return [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", f"http://127.0.0.1:{sendsms}/cgi-bin/sendsms?{query}"]


def _start(stack: ExitStack, folder: Path, programs: dict[str, str], *, spool: bool) -> Kannel:
    admin, smsbox, smsc, sendsms = scratch.free_ports(4)
    ports = {"admin": admin, "smsbox": smsbox, "smsc": smsc, "sendsms": sendsms}
    configuration = folder / "kannel.conf"
    configuration.write_text(TEMPLATE.read_text().format(folder=folder, store=_store(folder) if spool else "", **ports))
    # fakesmsc insists on a message of its own: one, long after the bench.
    idle = ["-H", "127.0.0.1", "-r", str(smsc), "-i", "100000", "-m", "1", "1 2 text unused"]
    pids = {
        "bearerbox": _run(stack, [programs["bearerbox"], configuration], lambda: _says(admin, "running")),
        "fakesmsc": _run(stack, [programs["fakesmsc"], *idle], lambda: _says(admin, r"fake.*\(online")),
        "smsbox": _run(stack, [programs["smsbox"], configuration], lambda: _says(admin, r"smsbox.*on-line")),
    }
    return Kannel(admin, sendsms, pids)


def _store(folder: Path) -> str:
    spool = folder / "spool"
    spool.mkdir()
    return f'store-type = spool\nstore-location = "{spool}"\naccess-log = "{folder}/access.log"'


def _run(stack: ExitStack, words: list[str | Path], ready: Callable[[], bool]) -> int:
    return stack.enter_context(processes.running(Spawn(words, Path(os.devnull)), ready)).pid


def _says(admin: int, pattern: str) -> bool:
    try:
        return re.search(pattern, _status(admin)) is not None
    except OSError:
        return False


def _status(admin: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{admin}/status.txt?password=bench", timeout=5) as response:
        page: bytes = response.read()
    return page.decode()
