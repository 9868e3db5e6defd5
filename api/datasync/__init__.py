"""数据同步: what CCPIT holds of an enterprise and of its filed products, asked for and taken over."""

from api.datasync import receipts
from api.datasync.actions import ask_again, request
from api.datasync.applying import apply_once
from api.datasync.kinds import SYNC
from api.datasync.queries import Sync, page, read
from api.datasync.words import REQUESTED, SyncKind
from api.exchange import take_for

__all__ = ["REQUESTED", "SYNC", "Sync", "SyncKind", "apply_once", "ask_again", "page", "read", "request"]

take_for(SYNC.name, receipts.take, after=receipts.taken)
