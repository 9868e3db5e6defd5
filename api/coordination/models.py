"""The table of coordination applications; the status stands on the register row."""

from tortoise import fields
from tortoise.models import Model

from kit.fields import SealedText


class Coordination(Model):
    """One application as it was saved last; `revision` counts its submissions."""

    document_id = fields.UUIDField(primary_key=True)
    enterprise_id = fields.UUIDField()
    type = fields.TextField()
    certificate_no = fields.TextField()
    agreement_code = fields.TextField()
    export_no = fields.TextField()
    import_no = fields.TextField()
    contact = fields.TextField()
    phone = SealedText("contact phone")
    reason = fields.TextField()
    revision = fields.BigIntField()
    submitted_at = fields.DatetimeField(null=True)
    created_by = fields.UUIDField()
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    removed_at = fields.DatetimeField(null=True)  # deleted by our own people: off every list

    class Meta:
        table = "coordinations"
