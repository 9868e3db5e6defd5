"""The register's table, for queries; changes go through `entering` and `advance` alone."""

from tortoise import fields
from tortoise.models import Model

from api.documents.kinds import Kind, kind_of


class Document(Model):
    """One document of any kind; its status on the main axis stands here and nowhere else."""

    id = fields.UUIDField(primary_key=True)
    kind = fields.TextField()
    number = fields.TextField()
    enterprise_id = fields.UUIDField()
    entered_by = fields.UUIDField(null=True)
    content = fields.TextField()
    status = fields.TextField()
    status_at = fields.DatetimeField()
    axes = fields.JSONField[dict[str, list[str]]]()
    facts = fields.JSONField[dict[str, str]]()
    seq = fields.BigIntField()
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "documents"

    @property
    def of_kind(self) -> Kind:
        """Return what kind of document this is, with its words and lifecycles."""
        return kind_of(self.kind)

    @property
    def status_label(self) -> str:
        """Return the status as people read it."""
        return self.of_kind.lifecycle.status_label(self.status)

    def status_on(self, axis: str) -> str:
        """Return the status on another axis: its start, if nothing has moved it yet."""
        standing = self.axes.get(axis)
        return standing[0] if standing else self.of_kind.axis(axis).start
