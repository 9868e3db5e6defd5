"""The processes of a run: the product's, and the outside world's; started, asked, killed by their own handle."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

from sandbox.config import Config
from tests.faults.town import Town
from tests.support.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
SOURCE, KEY = "faults", "the-upstream-of-the-fault-harness-0123456789"
FAILED_AT_A_FAILPOINT = 86
READY_WITHIN = 60.0


class NotReady(AssertionError):
    """A process did not come up."""


def ask(method: str, url: str, body: Any = None, token: str = "") -> Any:
    """Speak JSON to one of our own children, as whoever holds the token."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read() or b"null")


class Outside:
    """The sandbox with its ledger; the app's side of it is told which port to call back."""

    def __init__(self, place: Path, app: str, seed: int) -> None:
        self.ledger, self.gacc = place / "ledger.jsonl", place / "gacc"
        self.config = Config(port=free_port())
        self.base = self.config.base
        (self.gacc / "Cooimp" / "InBox").mkdir(parents=True)
        options = ["--port", str(self.config.port), "--app", app, "--seed", str(seed)]
        options += ["--gacc-dir", str(self.gacc), "--ledger", str(self.ledger)]
        with (place / "sandbox.log").open("wb") as log:
            command = [sys.executable, "-m", "sandbox", *options]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT)
        _until(lambda: _answers(f"{self.base}/sandbox/stats"), READY_WITHIN, "the sandbox")

    def welcome(self, town: Town) -> None:
        """Let everybody follow the account and press START."""
        for person in town.people:
            if person.channel == "wechat":
                ask("POST", f"{self.base}/sandbox/wechat/users", {"openid": person.address, "followed": True})
            if person.channel == "telegram":
                ask("POST", f"{self.base}/sandbox/telegram/chats/{person.address}/start", {})

    def turn(self, **knobs: dict[str, Any]) -> None:
        """Turn the knobs of the named services."""
        ask("POST", f"{self.base}/sandbox/faults", knobs)

    def stats(self) -> Counter[str]:
        return Counter(ask("GET", f"{self.base}/sandbox/stats"))

    def facts(self) -> list[dict[str, Any]]:
        """Return the ledger's lines."""
        if not self.ledger.exists():
            return []
        return [json.loads(line) for line in self.ledger.read_text("utf-8").splitlines()]

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


class Process:
    """A forked process of the product, by way of the parent that forked it."""

    def __init__(self, nursery: "Nursery", pid: int) -> None:
        self.pid, self.returncode = pid, None
        self._nursery = nursery

    returncode: int | None

    def poll(self) -> int | None:
        """Return its exit status, negative for a signal, or None while it runs."""
        if self.returncode is None:
            self.returncode = self._nursery.order(poll=self.pid)
        return self.returncode

    def wait(self, timeout: float) -> int:
        _until(lambda: self.poll() is not None, timeout, f"the end of {self.pid}")
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


class Nursery:
    """The parent that has imported the product and forks it on demand."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.faults.sut"]
        self._parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert self._said() == "ready"

    def order(self, **order: Any) -> Any:
        assert self._parent.stdin
        self._parent.stdin.write(json.dumps(order) + "\n")
        self._parent.stdin.flush()
        return self._said()

    def _said(self) -> Any:
        assert self._parent.stdout
        return json.loads(self._parent.stdout.readline())

    def start(self, arguments: list[str], environment: dict[str, str], log: Path) -> Process:
        return Process(self, self.order(start=arguments, environment=environment, log=str(log)))

    def close(self) -> None:
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.close()
        try:
            self._parent.wait(10)
        except subprocess.TimeoutExpired:  # it only reads orders: nothing is lost with it
            self._parent.kill()
            self._parent.wait()
        self._parent.stdout.close()


class Product:
    """Huizhi's processes, on one place, one database and one port."""

    def __init__(self, place: Path, database_url: str, lease: float | None) -> None:
        self.place, self.port = place, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.lease = lease or 60.0
        self._lease, self._database_url = lease, database_url
        self._world: dict[str, str] = {}
        self._started = 0
        self.redis_url = ""
        self.running: list[Process] = []
        self._nursery = Nursery()
        self.ready_in: list[float] = []

    def meet(self, outside: Outside) -> None:
        """Learn where the outside world is."""
        one = outside.config
        self._world = {
            "EXCHANGE_GACC_DIR": str(outside.gacc),
            "EXCHANGE_CCPIT_URL": f"{outside.base}/ccpit/messages",
            "EXCHANGE_CCPIT_KEY": one.ccpit_key,
            "WECHAT_APP_ID": one.wechat.appid,
            "WECHAT_APP_SECRET": one.wechat.secret,
            "WECHAT_TOKEN": one.wechat.token,
            "WECHAT_ENCODING_AES_KEY": one.wechat.encoding_aes_key,
            "WECHAT_ORIGINAL_ID": one.wechat.original_id,
            "WECHAT_API_BASE": outside.base,
            "WECHAT_TEMPLATES": json.dumps({f"T{number}": f"T{number}" for number in range(12)}),
            "SMS_PROVIDER": "kannel",
            "SMS_KANNEL_URL": f"{outside.base}/cgi-bin/sendsms",
            "SMS_KANNEL_USERNAME": one.sms.kannel_user,
            "SMS_KANNEL_PASSWORD": one.sms.kannel_password,
            "SMS_KANNEL_FROM": "1069000000",
            "TELEGRAM_TOKEN": one.telegram_token,
            "TELEGRAM_API_BASE": outside.base,
        }

    def _environment(self, failpoint: str) -> dict[str, str]:
        named = self._world | {
            "DATA_DIR": str(self.place / "data"),
            "DATABASE_URL": self._database_url,
            "REDIS_URL": self.redis_url,
            "PUBLIC_URL": self.base,
            "SECRET_KEY": "a-secret-key-for-the-fault-harness-0123456789",
            "EXCHANGE_HTTP_KEYS": json.dumps({SOURCE: KEY}),
            "BURST_SIZE": "0",
            "LOG_LEVEL": "WARNING",
        }
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("HUIZHI_", "PYTEST"))}
        ours = {"FAULTS_LEASE": str(self._lease or ""), "TEST_FAILPOINTS": "1", "FAILPOINT": failpoint}
        return inherited | ours | {f"HUIZHI_{name}": value for name, value in named.items()}

    def spawn(self, *arguments: str, failpoint: str = "") -> Process:
        """Start one process of the product; what it prints goes to a log of its own."""
        self._started += 1
        log = self.place / f"huizhi-{self._started:03d}-{arguments[0]}.log"
        process = self._nursery.start(list(arguments), self._environment(failpoint), log)
        self.running.append(process)
        return process

    def cold_start(self) -> float:
        """Start everything, imports included, and kill it; return the seconds until it took requests."""
        began = time.monotonic()
        command = [sys.executable, "-m", "tests.faults.sut", "up", "--port", str(self.port)]
        with (self.place / "cold.log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT, env=self._environment(""))
        _until(lambda: _answers(f"{self.base}/readyz"), READY_WITHIN, "huizhi")
        took = time.monotonic() - began
        process.kill()
        process.wait()
        return took

    def migrate(self, failpoint: str = "") -> int:
        """Bring the schema up to date and return the exit status."""
        status = self.spawn("migrate", failpoint=failpoint).wait(READY_WITHIN)
        self.running.pop()
        return status

    def up(self, failpoint: str = "") -> Process:
        """Start everything in one process and wait until it takes requests, or has met its failpoint."""
        began = time.monotonic()
        process = self.spawn("up", "--port", str(self.port), failpoint=failpoint)
        self.wait_ready(process)
        self.ready_in.append(time.monotonic() - began)
        return process

    def wait_ready(self, process: Process) -> None:
        over = lambda: process.poll() is not None or _answers(f"{self.base}/readyz")  # noqa: E731
        _until(over, READY_WITHIN, "huizhi")
        if process.poll() not in {None, FAILED_AT_A_FAILPOINT}:
            raise NotReady(f"huizhi ended with {process.returncode}: see {self.place}")

    def kill(self, process: Process, how: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal and wait for the end."""
        process.send_signal(how)
        status = process.wait(60)
        self.running.remove(process)
        return status

    def close_all(self) -> None:
        """End every process at once."""
        for process in self.running:
            process.send_signal(signal.SIGCONT)
            process.send_signal(signal.SIGKILL)
            process.wait(60)
        self.running.clear()

    def close(self) -> None:
        self.close_all()
        self._nursery.close()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _until(done: Any, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise NotReady(f"{what} is not ready after {seconds:.0f} s")
        time.sleep(0.05)
