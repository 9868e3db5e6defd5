"""What of people and registrations lies under seal."""

from typing import Any, Final

from api.people import mobiles, papers, registering, second_factor
from kit import database
from kit.database import Row
from kit.vaults import Vault


def _of_person(row: Row) -> dict[str, Any]:
    return {
        **mobiles.resealed(row["mobile"]),
        **papers.resealed(row["id_card"]),
        **second_factor.resealed(row["totp_key"]),
    }


def _of_registration(row: Row) -> dict[str, Any]:
    form = registering.resealed(database.as_json(row["form"]))
    return {"form": database.Json(form)} if form else {}


VAULTS: Final = (
    Vault("persons", ("id",), ("mobile", "id_card", "totp_key"), _of_person),
    Vault("registrations", ("id",), ("form",), _of_registration),
)
