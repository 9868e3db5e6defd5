"""Resident memory of `huizhi up --sandbox`, two minutes into the demo: the product, its Valkey, and the sandbox."""

import time

from tests.bench import house, meter, scratch
from tests.bench.result import Figure, Result
from tests.bench.services import Services
from tests.bench.sink import Sink

BOUND = 250  # MiB
MINUTES = 2


def run(services: Services, sink: Sink, n: int) -> Result:
    """Measures after two minutes of demo, however large n is; a page that several processes share counts once."""
    del sink, n
    port, sandbox_port = scratch.free_ports(2)
    command = f"up --sandbox --port {port} --sandbox-port {sandbox_port}"
    environment = house.bare()
    with house.running(command, environment, services.folder / "up.log") as pids:
        time.sleep(60 * MINUTES)
        mebibytes = meter.resident(pids) / 2**20
    return Result("memory", figures=(Figure("resident", mebibytes, "MiB", BOUND),))
