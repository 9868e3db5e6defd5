"""The tables of the files slice."""

from tortoise import fields
from tortoise.models import Model

from kit.ids import new_id


class File(Model):
    """One uploaded file: `name` as its owner called it, `stored` as the disk knows it; `size` in bytes."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    enterprise_id = fields.UUIDField()
    uploaded_by = fields.UUIDField()
    purpose = fields.TextField()
    name = fields.TextField()
    stored = fields.TextField()
    size = fields.BigIntField()
    sha256 = fields.TextField()
    media_type = fields.TextField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "files"
