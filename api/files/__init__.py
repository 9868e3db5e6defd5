"""Files that people upload: streamed to disk under limits, examined in a bounded process, served as attachments.

A file stays while a document refers to it (`attach`); one that nothing refers to is deleted some days later.
"""

from api.files.attaching import Attached, attach, detach, of_document
from api.files.examiners import dismiss as dismiss_examiners
from api.files.examining import Ink, measure, parse
from api.files.housekeeping import forget_unused
from api.files.keeping import Stored, get, path_of, save
from api.files.keeping import path_of as open  # noqa: A004 — the counter's word for it: files.open(stored)
from api.files.rules import Rule, offer

__all__ = [
    "Attached",
    "Ink",
    "Rule",
    "Stored",
    "attach",
    "detach",
    "dismiss_examiners",
    "forget_unused",
    "get",
    "measure",
    "of_document",
    "offer",
    "open",
    "parse",
    "path_of",
    "save",
]
