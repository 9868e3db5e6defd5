"""What of certificates lies under seal, for `huizhi rekey`."""

from typing import Any, Final

from api.certificates import store
from api.certificates.models import CertificateRow
from api.people.rekeying import Vault


def _anew(row: CertificateRow) -> dict[str, Any]:
    form = store.resealed(row.form)
    return {"form": form} if form else {}


VAULT: Final = Vault("certificates", CertificateRow, "document_id", ("revision",), _anew)
