"""The one table that belongs to no room: which migrations this database has seen."""

from tortoise import fields
from tortoise.models import Model


class AppliedMigration(Model):
    """A migration that was applied, by its name `room/NNNN_name`."""

    name = fields.CharField(max_length=200, primary_key=True)
    applied_at = fields.DatetimeField()

    class Meta:
        table = "schema_migrations"
