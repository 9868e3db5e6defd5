"""An enterprise's own partners and clauses, from which its forms are filled."""

from api.masterdata.models import Party
from api.masterdata.parties.actions import create, delete, update
from api.masterdata.parties.boxes import EDITORS, PartyKind
from api.masterdata.parties.queries import get, page

__all__ = ["EDITORS", "Party", "PartyKind", "create", "delete", "get", "page", "update"]
