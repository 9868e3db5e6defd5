"""BullMQ (the queue under Novu) with undici; completed jobs and their return values kept, as it comes."""

from tests.bench import installing
from tests.bench.peers import queue
from tests.bench.result import Result
from tests.bench.services import Services
from tests.bench.sink import Sink

PACKAGES = ("bullmq@6.7.0", "ioredis@6.0.0", "undici@7.30.2")


def run(services: Services, sink: Sink, n: int) -> Result:
    """Drains n messages."""
    folder = installing.node_packages("bullmq", PACKAGES)
    peer = queue.TaskQueue(
        name="BullMQ 6.7 + undici",
        enqueue=["node", "bullmq_jobs.js", "enqueue"],
        work=["node", "bullmq_jobs.js", "work"],
        workers=2,
        recorded=lambda client: int(client.zcard("bull:send:completed")),
        note="2 worker processes of 200 jobs, completed jobs kept",
        env={"NODE_PATH": str(folder / "node_modules")},
    )
    return queue.drain(peer, services, sink, n)
