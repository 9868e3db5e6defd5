"""The table of back-fills; the status stands on the register row."""

from tortoise import fields
from tortoise.models import Model


class Backfill(Model):
    """The back-fill of one certificate; `numbers` are joined by `;`, and empty if the goods were not exported."""

    document_id = fields.UUIDField(primary_key=True)
    certificate_id = fields.UUIDField(unique=True)
    enterprise_id = fields.UUIDField()
    authority = fields.TextField()
    certificate_no = fields.TextField()
    type_code = fields.TextField()
    exported = fields.BooleanField()
    numbers = fields.TextField()
    revision = fields.BigIntField()
    submitted_at = fields.DatetimeField(null=True)
    created_by = fields.UUIDField()
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "backfills"

    @property
    def declarations(self) -> list[str]:
        """Return the numbers one by one."""
        return self.numbers.split(";") if self.numbers else []
