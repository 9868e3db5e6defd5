"""Kannel with its queue in a spool folder, one file a message."""

from tests.bench.peers import kannel
from tests.bench.result import Result
from tests.bench.services import Services
from tests.bench.sink import Sink


def run(services: Services, _sink: Sink, n: int) -> Result:
    """Sends about n messages; Kannel's far end is fakesmsc, not the sink."""
    return kannel.measure(services, n, spool=True)
