"""The envelope of every message in our own JSON form, whichever authority it goes to (docs/exchange.md)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from api.people.models import Enterprise
from kit.clock import in_shanghai, now


async def enclosed(message_id: UUID, about: tuple[str, str], enterprise_id: UUID, data: Mapping[str, Any]) -> bytes:
    """Return a message as JSON; `about` is its kind and the number of its document.

    `enterprise` is the credit code, known of every enterprise and to both authorities; `ccpit_code` is 企业编码, empty
    until CCPIT has told it (docs/adr/0013).
    """
    firm = await Enterprise.get(id=enterprise_id)
    kind, number = about
    return orjson.dumps(
        {
            "id": str(message_id),
            "kind": kind,
            "number": number,
            "enterprise": firm.credit_code,
            "ccpit_code": firm.ccpit_code,
            "sent_at": in_shanghai(now()).isoformat(timespec="seconds"),
            "data": data,
        }
    )
