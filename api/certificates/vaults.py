"""What of certificates lies under seal."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from api.certificates import store
from kit import database
from kit.database import Row
from kit.vaults import Vault

_Form = Mapping[str, Any]


def _anew(of_form: Callable[[_Form], dict[str, Any] | None]) -> Callable[[Row], dict[str, Any]]:
    def anew(row: Row) -> dict[str, Any]:
        form = of_form(database.as_json(row["form"]))
        return {} if form is None else {"form": database.Json(form)}

    return anew


VAULTS: Final = (
    Vault("certificates", ("document_id",), ("form",), _anew(store.form_anew)),
    Vault("certificate_goods", ("id",), ("form",), _anew(store.goods_anew)),
)
