"""What a manager asks of all documents at once: found by what one remembers of them, counted, and still to be done."""

from api.overview.queries import Count, Found, Owed, Wanted, counts, find, owed, owing

__all__ = ["Count", "Found", "Owed", "Wanted", "counts", "find", "owed", "owing"]
