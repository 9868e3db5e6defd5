"""What the task queues have in common: n messages stand in the queue, workers drain it, the last nine tenths count.

Enqueueing is not part of the figures (it is named in the note), nor is a worker's start: both favour the peer.
"""

import os
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import redis

from tests.bench import message, meter, processes
from tests.bench.result import Result
from tests.bench.services import Services, Valkey
from tests.bench.sink import Sink

THEIRS = Path(__file__).with_name("theirs")
DRAIN_SECONDS = 60.0


@dataclass(frozen=True)
class TaskQueue:
    """One task queue: what enqueues a file of messages, its workers, and how many records stand in Redis."""

    name: str
    enqueue: processes.Words
    work: processes.Words
    workers: int
    recorded: Callable[[redis.Redis], int]
    note: str
    env: Mapping[str, str] = field(default_factory=dict)


def drain(queue: TaskQueue, services: Services, sink: Sink, n: int) -> Result:
    """Enqueues n messages, drains them into the sink and proves that each was recorded. Raises RuntimeError if not."""
    valkey = services.valkey()
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **_addresses(valkey, sink), **queue.env}
    enqueue_seconds = _enqueue(queue, message.write(services.folder / "messages", n), env)
    with ExitStack() as stack:
        spawn = processes.Spawn(queue.work, services.folder / "workers.log", cwd=THEIRS, env=env)
        workers = [stack.enter_context(processes.running(spawn)) for _ in range(queue.workers)]
        first = _sent(sink, n // 10, spawn.log)
        parts = {"workers": [worker.pid for worker in workers], "broker": [valkey.pid]}
        with meter.metered(parts, {"sink": [sink.pid]}) as window:
            last = _sent(sink, n, spawn.log)
        _prove_recorded(queue, valkey, n)
    return window.result(queue.name, last - first, f"{queue.note}; enqueued at {n / enqueue_seconds:,.0f}/s")


def _addresses(valkey: Valkey, sink: Sink) -> dict[str, str]:
    return {"BENCH_REDIS": valkey.url, "BENCH_REDIS_PORT": str(valkey.port), "BENCH_URL": sink.url + message.PATH}


def _enqueue(queue: TaskQueue, messages: Path, env: Mapping[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run([*queue.enqueue, messages], check=True, cwd=THEIRS, env=env)
    return time.perf_counter() - began


def _sent(sink: Sink, count: int, log: Path) -> int:
    if not processes.wait_until(lambda: sink.requests() >= count, DRAIN_SECONDS):
        raise RuntimeError(f"only {sink.requests()} of {count} sent: {log.read_text(errors='replace')[-2000:]}")
    return sink.requests()


def _prove_recorded(queue: TaskQueue, valkey: Valkey, n: int) -> None:
    with redis.Redis(port=valkey.port) as client:
        if not processes.wait_until(lambda: queue.recorded(client) == n, 20, pause=0.2):
            raise RuntimeError(f"{queue.name} recorded {queue.recorded(client)} of {n}")
