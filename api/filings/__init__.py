"""商品备案: goods filed with CCPIT for preferential areas, each area judged by itself."""

from api.exchange import take_for
from api.filings import receipts
from api.filings.actions import copy, create, declare, delete, save
from api.filings.filing import AreaLine, Filing
from api.filings.forms import AreaForm, FilingForm, MaterialForm
from api.filings.kinds import FILING
from api.filings.queries import FiledGoods, Wanted, approved, numbered, page, read
from api.filings.syncing import MOST as MOST_SYNCED
from api.filings.syncing import Taken, Told, take_synced

__all__ = [
    "FILING",
    "MOST_SYNCED",
    "AreaForm",
    "AreaLine",
    "FiledGoods",
    "Filing",
    "FilingForm",
    "MaterialForm",
    "Taken",
    "Told",
    "Wanted",
    "approved",
    "copy",
    "create",
    "declare",
    "delete",
    "numbered",
    "page",
    "read",
    "save",
    "take_synced",
]

take_for(FILING.name, receipts.take, after=receipts.taken)
