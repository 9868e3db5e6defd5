"""Celery on Redis, acknowledged after sending, results kept in Redis; prefork, as it comes."""

from tests.bench import installing
from tests.bench.peers import queue
from tests.bench.result import Result
from tests.bench.services import Services
from tests.bench.sink import Sink

PACKAGES = ("celery[redis]==5.7.0", "hiredis==3.5.0", "pycurl==7.49.0", "orjson==3.13.0")
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR")


def run(services: Services, sink: Sink, n: int) -> Result:
    """Drains n messages."""
    bin_ = installing.python_packages("celery", PACKAGES)
    peer = queue.TaskQueue(
        name="Celery 5.7 (Redis)",
        enqueue=[bin_ / "python", "celery_tasks.py"],
        work=[bin_ / "celery", "--app", "celery_tasks", "worker", "--pool", "prefork", "--concurrency", "4", *QUIET],
        workers=1,
        recorded=lambda client: sum(1 for _ in client.scan_iter("celery-task-meta-*", count=10_000)),
        note="4 worker processes, late acknowledgement, libcurl, result backend",
        env={"C_FORCE_ROOT": "1"},
    )
    return queue.drain(peer, services, sink, n)
