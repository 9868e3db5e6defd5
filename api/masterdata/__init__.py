"""Master data: what every form is filled from. Code tables of the authorities, and each enterprise's own partners."""

from api.masterdata import parties
from api.masterdata.codetables import LABELS, Code, code, codes, tables, today
from api.masterdata.searching import search

__all__ = ["LABELS", "Code", "code", "codes", "parties", "search", "tables", "today"]
