"""Tables of the master data slice."""

from typing import Final

from tortoise import fields
from tortoise.models import Model

from kit.fields import SealedForm
from kit.ids import new_id

PHONES: Final = ("phone", "phone_1", "phone_2", "fax", "fax_1", "fax_2")  # of small firms, somebody's own


class Party(Model):
    """An exporter, importer, producer or special clause that an enterprise keeps; `form` holds its boxes by name.

    `code_key` is the code as it is compared; `words` is what a search looks in.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    enterprise_id = fields.UUIDField()
    kind = fields.TextField()
    code = fields.TextField()
    code_key = fields.TextField()
    words = fields.TextField()
    form = SealedForm(PHONES, "partner")
    entered_by = fields.UUIDField()
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "parties"
