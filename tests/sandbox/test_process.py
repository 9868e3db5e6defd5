"""`python -m sandbox` as a process: small, on loopback only, and its ledger outlives a kill -9."""

import json
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.conftest import GAO

MIB = 1024
ACCOUNT = {"grant_type": "client_credential", "appid": "wx0123456789abcdef"}
ACCOUNT |= {"secret": "sandbox-secret-0123456789abcdef"}


@dataclass
class Process:
    """A running sandbox of its own."""

    child: "subprocess.Popen[bytes]"
    port: int
    ledger: Path
    inbox: Path

    def post(self, path: str, body: Any) -> Any:
        """POST JSON and parse JSON."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)


def _until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    """Start one with the demo running and an app that is away; kill it at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    files = ["--gacc-dir", str(tmp_path / "gacc"), "--ledger", str(tmp_path / "ledger")]
    options = ["--port", str(port), "--app", "http://127.0.0.1:1", "--demo", "--demo-interval", "0.1", *files]
    with subprocess.Popen([sys.executable, "-m", "sandbox", *options], stdout=subprocess.DEVNULL) as child:
        _until(lambda: _listens(port))
        yield Process(child, port, tmp_path / "ledger", tmp_path / "gacc" / "Cooimp" / "InBox")
        child.kill()


@pytest.mark.slow
def test_it_is_small_plays_its_demo_and_writes_before_it_answers(process: Process) -> None:
    token = process.post("/cgi-bin/stable_token", ACCOUNT)["access_token"]
    process.post(f"/sandbox/wechat/users/{GAO}", {"followed": True})
    data = {key: {"value": "一"} for key in ("thing1", "thing2", "thing3")}
    order = {"touser": GAO, "template_id": "T8", "client_msg_id": "k1", "data": data}
    assert process.post(f"/cgi-bin/message/template/send?access_token={token}", order)["errcode"] == 0
    process_status = Path(f"/proc/{process.child.pid}/status").read_text("utf-8")
    _until(lambda: list(process.inbox.glob("*.xml")))
    process.child.kill()
    lines = [json.loads(line) for line in process.ledger.read_text("utf-8").splitlines()]
    assert {("copy", "k1"), ("accepted", "k1")} <= {(line["event"], line["key"]) for line in lines}
    resident = re.search(r"VmRSS:\s+(\d+) kB", process_status)
    assert resident
    assert int(resident.group(1)) < 60 * MIB


@pytest.mark.slow
def test_it_listens_on_loopback_only(process: Process) -> None:
    sockets = [line.split() for line in Path("/proc/net/tcp").read_text("utf-8").splitlines()]
    mine = [parts[1] for parts in sockets if parts[1].endswith(f":{process.port:04X}") and parts[3] == "0A"]
    assert mine == [f"0100007F:{process.port:04X}"]
