"""What the clock sweeps away: rows that count no more and may not be kept (P-3)."""

from api.people import phones, sessions, throttling, tickets


async def forget_old() -> int:
    """Delete old sessions, codes, quota rows, failed sign-ins and tickets; return how many rows."""
    sweeps = (sessions.forget_old, phones.forget_old, throttling.forget_old, tickets.forget_old)
    return sum([await sweep() for sweep in sweeps])
