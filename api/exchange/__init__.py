"""Messages with the authorities: kept raw, once; then read and handed to the slice they concern."""

from api.exchange.alerts import raise_alert
from api.exchange.inbox import store
from api.exchange.loading import load_files
from api.exchange.receiving import receive_once

__all__ = ["load_files", "raise_alert", "receive_once", "store"]
