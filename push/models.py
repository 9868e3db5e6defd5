"""The outbox's tables for queries that are not hot; the hot paths are SQL (claiming, finalising, arrivals)."""

from tortoise import fields
from tortoise.models import Model


class Saying(Model):
    """A message: what is to be said."""

    id = fields.UUIDField(primary_key=True)
    kind = fields.TextField()
    title = fields.TextField()
    facts = fields.JSONField[list[list[str]]]()
    remark = fields.TextField()
    brief = fields.TextField()
    link = fields.TextField()
    trace = fields.TextField()
    occurred_at = fields.DatetimeField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "messages"


class Delivery(Model):
    """One message to one address, and what became of it."""

    id = fields.UUIDField(primary_key=True)
    message_id = fields.UUIDField()
    shelf = fields.SmallIntField()
    person_id = fields.UUIDField(null=True)
    tenant_id = fields.UUIDField(null=True)
    subscription_id = fields.UUIDField(null=True)
    why = fields.TextField()
    channel = fields.TextField()
    address = fields.TextField()
    thread = fields.TextField()
    seq = fields.BigIntField()
    lane = fields.SmallIntField()
    state = fields.TextField()
    held = fields.TextField()
    attempts = fields.SmallIntField()
    failures = fields.SmallIntField()
    due_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    doubtful_since = fields.DatetimeField(null=True)
    lease_key = fields.UUIDField(null=True)
    provider = fields.TextField()
    provider_id = fields.TextField()
    code = fields.TextField()
    reason = fields.TextField()
    successor_id = fields.UUIDField(null=True)
    accepted_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "deliveries"
