"""taskiq on a Redis stream, results kept in Redis, aiohttp; two worker processes, one for each core."""

from tests.bench import installing
from tests.bench.peers import queue
from tests.bench.result import Result
from tests.bench.services import Services
from tests.bench.sink import Sink

PACKAGES = (
    "taskiq==0.13.0",
    "taskiq-redis==1.2.4",
    "aiohttp==3.14.5",
    "uvloop==0.23.0",
    "redis==8.1.0",
    "hiredis==3.5.0",
    "orjson==3.13.0",
)
WORKER = ("worker", "taskiq_tasks:broker", "--workers", "2", "--max-async-tasks", "100", "--log-level", "ERROR")


def run(services: Services, sink: Sink, n: int) -> Result:
    """Drains n messages."""
    bin_ = installing.python_packages("taskiq", PACKAGES)
    peer = queue.TaskQueue(
        name="taskiq 0.13 (Redis stream)",
        enqueue=[bin_ / "python", "taskiq_tasks.py"],
        work=[bin_ / "taskiq", *WORKER],
        workers=1,
        recorded=lambda client: sum(1 for _ in client.scan_iter("result:*", count=10_000)),
        note="2 worker processes of 100 tasks, aiohttp, result backend",
    )
    return queue.drain(peer, services, sink, n)
