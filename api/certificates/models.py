"""The certificates that our own people fill in, and their lines of goods."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from kit.ids import new_id


class CertificateRow(Model):
    """One certificate; what lists show and ask for stands in columns beside the whole form."""

    document_id = fields.UUIDField(primary_key=True)
    enterprise_id = fields.UUIDField()
    authority = fields.TextField()
    type_code = fields.TextField()
    category = fields.TextField()
    shelf = fields.TextField()
    original_id = fields.UUIDField(null=True)
    form = fields.JSONField[dict[str, Any]]()
    invoice_no = fields.TextField()
    invoice_date = fields.TextField()
    exporter_name = fields.TextField()
    importer_name = fields.TextField()
    destination = fields.TextField()
    signer = fields.TextField()
    invoice_amount = fields.TextField()
    currency = fields.TextField()
    remark = fields.TextField()
    revision = fields.BigIntField()
    created_by = fields.UUIDField()
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    declared_at = fields.DatetimeField(null=True)

    class Meta:
        table = "certificates"


class GoodsRow(Model):
    """One line of goods; `no` counts from 1 without gaps."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    document_id = fields.UUIDField()
    no = fields.BigIntField()
    hs_code = fields.TextField()
    filing_no = fields.TextField()
    form = fields.JSONField[dict[str, Any]]()

    class Meta:
        table = "certificate_goods"
