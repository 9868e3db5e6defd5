"""四眼 (ux.md M13, B-3): what an enterprise lets nobody do alone waits for another 管理员's 同意, once, for a day."""

from api.approvals.acts import Act, Matter, Sight, act_of, known, register
from api.approvals.asking import LIFE, ask, may_be_asked
from api.approvals.deciding import cancel, consent, expire, name_of, refuse
from api.approvals.notices import page_of
from api.approvals.policies import change, demanded, require_free
from api.approvals.requests import Request, find, get, open_ones, page

__all__ = [
    "LIFE",
    "Act",
    "Matter",
    "Request",
    "Sight",
    "act_of",
    "ask",
    "cancel",
    "change",
    "consent",
    "demanded",
    "expire",
    "find",
    "get",
    "known",
    "may_be_asked",
    "name_of",
    "open_ones",
    "page",
    "page_of",
    "refuse",
    "register",
    "require_free",
]
