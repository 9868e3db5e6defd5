"""印章签名: pictures of seals and signatures, and their authorisation by customs for self-printing."""

from api.exchange import take_for
from api.seals import ending, receipts
from api.seals.authorising import authorise
from api.seals.kinds import AUTHORISATION
from api.seals.making import Wish, delete, disable, make, set_default
from api.seals.operators import Operator, choices, declare_card
from api.seals.queries import Seal, default, page, read
from api.seals.results import Authorisation, latest, result, stands

__all__ = [
    "AUTHORISATION",
    "Authorisation",
    "Operator",
    "Seal",
    "Wish",
    "authorise",
    "choices",
    "declare_card",
    "default",
    "delete",
    "disable",
    "ending",
    "latest",
    "make",
    "page",
    "read",
    "result",
    "set_default",
    "stands",
]

take_for(AUTHORISATION.name, receipts.take, after=receipts.taken)
