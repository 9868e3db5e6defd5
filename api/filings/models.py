"""Tables of product filings; no status stands here."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


class FilingRow(Model):
    """One filing: the whole form, and what lists show and ask for in columns; `origin` is own or sync."""

    document_id = fields.UUIDField(primary_key=True)
    enterprise_id = fields.UUIDField()
    hs_code = fields.TextField()
    name_zh = fields.TextField()
    name_en = fields.TextField()
    areas = fields.TextField()
    form = fields.JSONField[dict[str, Any]]()
    origin = fields.TextField()
    revision = fields.BigIntField()
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    declared_at = fields.DatetimeField(null=True)
    removed_at = fields.DatetimeField(null=True)  # deleted by our own people: off every list

    class Meta:
        table = "filings"
