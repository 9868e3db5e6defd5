"""What leaves the house: posted into the outbox within the transaction of its cause, then handed to its gateway."""

from api.exchange import outgoing
from api.exchange.outgoing import Outgoing

BELL = outgoing.BELL


async def post(message: Outgoing) -> bool:
    """Write a message to an authority, in the caller's transaction; tell whether its key is new to the gateway.

    Ring the bell `sending.BELL` after the commit, or let the corridor find it within a second.
    """
    return await outgoing.write(message)
