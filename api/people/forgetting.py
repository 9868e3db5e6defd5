"""What the clock sweeps away: rows that count no more and may not be kept (P-3), and what may not lie open (P-4)."""

from api.people import mobiles, phones, registering, sessions, throttling, tickets


async def forget_old() -> int:
    """Delete old sessions, codes, quota rows, failed sign-ins, tickets and registrations; return how many rows."""
    await mobiles.seal_open()
    sweeps = (sessions.forget_old, phones.forget_old, throttling.forget_old, tickets.forget_old, registering.forget_old)
    return sum([await sweep() for sweep in sweeps])
