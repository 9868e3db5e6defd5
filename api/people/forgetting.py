"""What the clock sweeps away: rows that count no more and may not be kept (P-3), and what may not lie open (P-4)."""

from api.people import mobiles, phones, registering, sessions, throttling, tickets, wechat_visits


async def forget_old() -> int:
    """Delete old sessions, codes, quota rows, failed sign-ins, tickets, states and registrations; return how many."""
    await mobiles.seal_open()
    slices = (sessions, phones, throttling, tickets, wechat_visits, registering)
    return sum([await each.forget_old() for each in slices])
