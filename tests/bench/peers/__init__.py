"""Peers that only queue, send and record, each with one function `run(services, sink, n) -> Result`."""
