"""A certificate drawn as a picture: how long one takes, what the child takes meanwhile, and what stays with us."""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil

from api.certificates import picture
from api.certificates.certificate import Certificate
from api.drawing import drawing
from tests.api.certificates import makers
from tests.api.certificates.cases import a_certificate
from tests.bench.result import Figure, Result
from tests.bench.services import Services
from tests.bench.sink import Sink

SLOWEST = 3_000  # ms, at the 95th percentile, on a machine that others use too
KEPT = 8  # MiB that the parent may grow by


def run(services: Services, sink: Sink, n: int) -> Result:
    """Draws n pictures of a Form E with five lines of goods, one after the other."""
    del services, sink
    certificate = a_certificate(type_code="E", lines=[makers.goods(ori_criteria="RVC 45%")] * 5)
    spent, grown = asyncio.run(_drawn(certificate, n))
    child, size = _child(certificate)
    figures = (
        Figure("median", statistics.median(spent), "ms"),
        Figure("p95", statistics.quantiles(spent, n=20)[18], "ms", SLOWEST),
        Figure("child's peak", child, "MiB"),
        Figure("parent grew by", grown, "MiB", KEPT),
        Figure("picture", size / 1024, "KiB"),
    )
    return Result("picture", figures=figures)


async def _drawn(certificate: Certificate, n: int) -> tuple[list[float], float]:
    await picture.draw(certificate)
    process, spent = psutil.Process(), []
    before = process.memory_info().rss
    for _ in range(n):
        began = time.perf_counter()
        await picture.draw(certificate)
        spent.append(1000 * (time.perf_counter() - began))
    return spent, (process.memory_info().rss - before) / 2**20


def _child(certificate: Certificate) -> tuple[float, int]:
    """Return the most memory that one child held, in MiB, looked at every two milliseconds, and its picture's size."""
    template = Path(picture.__file__).with_name("paper.typ")
    command = [sys.executable, "-I", "-B", str(drawing._PRESS), str(template)]
    given = json.dumps(picture.card_of(certificate, picture.PREVIEW)).encode()
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={})
    most, process = 0, psutil.Process(child.pid)
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(child.communicate, given)
        while not made.done():
            with suppress(psutil.Error):
                most = max(most, process.memory_info().rss)
            time.sleep(0.002)
    return most / 2**20, len(made.result()[0])
