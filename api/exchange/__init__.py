"""Messages with the authorities: what they send is kept raw, once, then read and handed to the slice it concerns.

What we send is written with the change that causes it, and handed over once.
"""

from api.exchange.alerts import raise_alert
from api.exchange.inbox import store
from api.exchange.loading import load_files
from api.exchange.outgoing import Outgoing
from api.exchange.receiving import receive_once
from api.exchange.sending import post
from api.exchange.slices import take_for

__all__ = ["Outgoing", "load_files", "post", "raise_alert", "receive_once", "store", "take_for"]
