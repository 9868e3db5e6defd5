"""Tortoise's two backends with transactions that survive cancellation (docs/adr/0004).

Tortoise 1.1.9 takes the lock or the pooled connection before `BEGIN` and gives it back only in `__aexit__`: a task
cancelled in between hangs SQLite for good and dries a PostgreSQL pool. Here every step that takes or gives back is
carried to its end, and only then is the cancellation passed on.
"""
