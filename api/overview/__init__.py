"""What a manager asks of all documents at once: found by what one remembers of them, counted, and still to be done."""

from api.overview.queries import Count, Found, Wanted, counts, find, owing

__all__ = ["Count", "Found", "Wanted", "counts", "find", "owing"]
