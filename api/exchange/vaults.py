"""What authorities wrote and what they are written lies under seal as a whole."""

from collections.abc import Callable
from typing import Any, Final

from api.exchange import inbox, outgoing
from kit import sealing
from kit.database import Row
from kit.vaults import Vault


def _anew(purpose: str) -> Callable[[Row], dict[str, Any]]:
    def anew(row: Row) -> dict[str, Any]:
        body = sealing.bytes_anew(bytes(row["body"]), purpose)
        return {} if body is None else {"body": body}

    return anew


VAULTS: Final = (
    Vault("inbox", ("id",), ("body",), _anew(inbox.SEALED_AS)),
    Vault("outgoing", ("id",), ("body",), _anew(outgoing.SEALED_AS)),
)
