"""Following: may this person follow that, where and until when; and why somebody heard of something or did not."""

from api.following.actions import (
    cancel,
    cancel_all,
    drop_report,
    follow_document,
    follow_enterprise,
    follow_person,
    follow_report,
    follows_report,
    restore,
)
from api.following.gate import gate, rights
from api.following.listing import Done, Line
from api.following.queries import Channel, Wanted, channels, explain, page
from api.following.quieting import hear_only_important, keep_quiet, mute, only_important, quiet_of, unmute
from api.following.replies import take_replies, unsubscribe_by_sms
from api.following.vocabulary import EMPTY
from api.following.wishes import ALWAYS, Validity

__all__ = [
    "ALWAYS",
    "EMPTY",
    "Channel",
    "Done",
    "Line",
    "Validity",
    "Wanted",
    "cancel",
    "cancel_all",
    "channels",
    "drop_report",
    "explain",
    "follow_document",
    "follow_enterprise",
    "follow_person",
    "follow_report",
    "follows_report",
    "gate",
    "hear_only_important",
    "keep_quiet",
    "mute",
    "only_important",
    "page",
    "quiet_of",
    "restore",
    "rights",
    "take_replies",
    "unmute",
    "unsubscribe_by_sms",
]
