"""What of answers that wait lies under seal."""

from typing import Any, Final

from api.datasync.parking import SEALED_AS
from kit import database, sealing
from kit.database import Row
from kit.vaults import Vault


def _anew(row: Row) -> dict[str, Any]:
    products = sealing.json_anew(database.as_json(row["products"]), SEALED_AS)
    return {} if products is None else {"products": database.Json(products)}


VAULTS: Final = (Vault("sync_parts", ("document_id", "no"), ("products",), _anew),)
