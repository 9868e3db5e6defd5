"""The synchronisations that were asked for; their status stands on the register row."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from kit.fields import SealedJson


class SyncRow(Model):
    """One synchronisation of company or products; the database allows one unfinished of a kind per enterprise.

    `quantity` is 同步数量, `known` how many of it were there before; `ask_at` is when CCPIT is asked again.
    """

    document_id = fields.UUIDField(primary_key=True)
    enterprise_id = fields.UUIDField()
    kind = fields.TextField()
    requested_by = fields.UUIDField()
    login = fields.TextField()
    requested_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)
    quantity = fields.BigIntField()
    known = fields.BigIntField()
    remark = fields.TextField()
    changes: list[dict[str, Any]] = SealedJson("sync changes")
    asks = fields.BigIntField()
    ask_at = fields.DatetimeField()

    class Meta:
        table = "syncs"
