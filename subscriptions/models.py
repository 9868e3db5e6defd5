"""The tables that are not hot: who follows what, and when people want quiet."""

from tortoise import fields
from tortoise.models import Model


class Subscription(Model):
    """One person follows (or mutes) one topic on one channel; `label` is how the person named the subject."""

    id = fields.UUIDField(primary_key=True)
    person_id = fields.UUIDField()
    channel = fields.TextField()
    level = fields.TextField()
    topic = fields.TextField()
    content = fields.TextField()
    mode = fields.TextField()
    tenant_id = fields.UUIDField(null=True)
    label = fields.TextField()
    valid_from = fields.DatetimeField()
    valid_until = fields.DatetimeField(null=True)
    cancelled_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "subscriptions"


class Preference(Model):
    """A person's quiet hours as `HH:MM` in Shanghai, both empty: none; and whether only what matters comes."""

    person_id = fields.UUIDField(primary_key=True)
    quiet_from = fields.TextField()
    quiet_until = fields.TextField()
    urgent_breaks_quiet = fields.BooleanField()
    only_important = fields.BooleanField(default=False)
    changed_at = fields.DatetimeField()

    class Meta:
        table = "preferences"
