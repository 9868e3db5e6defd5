"""Runs in Celery's own venv: the task, and the enqueueing of a file of messages."""

import os
import sys
from functools import cache
from pathlib import Path

import orjson
import pycurl
from celery import Celery  # type: ignore[import-not-found]

REDIS, URL = os.environ["BENCH_REDIS"], os.environ["BENCH_URL"]

app = Celery("celery_tasks", broker=REDIS, backend=REDIS)
app.conf.update(
    task_acks_late=True,
    worker_prefetch_multiplier=8,
    worker_send_task_events=False,
    broker_connection_retry_on_startup=True,
)


@cache
def _connection() -> pycurl.Curl:
    """One kept-alive connection a worker process."""
    curl = pycurl.Curl()
    curl.setopt(pycurl.URL, URL)
    curl.setopt(pycurl.HTTPHEADER, ["Content-Type: application/json", "Expect:"])
    curl.setopt(pycurl.POST, 1)
    return curl


@app.task(name="send")  # type: ignore[untyped-decorator]
def send(body: str) -> int:
    """Posts one message; what is recorded is the provider's message number."""
    curl = _connection()
    curl.setopt(pycurl.POSTFIELDS, body.encode())
    answer = orjson.loads(curl.perform_rb())
    if answer["errcode"] != 0:
        raise RuntimeError(answer["errmsg"])
    return int(answer["msgid"])


def _enqueue(bodies: list[str]) -> None:
    with app.pool.acquire(block=True) as connection:
        for body in bodies:
            send.apply_async((body,), connection=connection)


if __name__ == "__main__":
    _enqueue(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines())
