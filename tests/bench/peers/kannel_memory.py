"""Kannel with its queue in memory."""

from tests.bench.peers import kannel
from tests.bench.result import Result
from tests.bench.services import Services
from tests.bench.sink import Sink


def run(services: Services, _sink: Sink, n: int) -> Result:
    """Sends about n messages; Kannel's far end is fakesmsc, not the sink."""
    return kannel.measure(services, n, spool=False)
