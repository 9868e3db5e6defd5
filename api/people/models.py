"""Tables of the people slice; codes and failed sign-ins are counted in SQL and have no model."""

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from kit.ids import new_id


class Enterprise(Model):
    """An applicant enterprise; its credit code is GB 32100, its organisation code the credit code's positions 9–17."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.TextField()
    credit_code = fields.TextField()
    org_code = fields.TextField()
    customs_code = fields.TextField(default="")
    ccpit_code = fields.TextField(default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "enterprises"


class Person(Model):
    """Somebody who signs in; `enterprise` is where they work unless they say otherwise."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    login = fields.TextField()
    name = fields.TextField()
    password_hash = fields.TextField()
    password_at = fields.DatetimeField(null=True)  # None: chosen by somebody else, to be changed at the next sign-in
    mobile = fields.TextField(default="")
    enterprise: fields.ForeignKeyNullableRelation[Enterprise] = fields.ForeignKeyField(
        "huizhi.Enterprise", null=True, related_name=False
    )
    disabled_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "persons"


class Membership(Model):
    """A person's right to act for an enterprise; it is never changed, only revoked and granted anew."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("huizhi.Person", related_name=False)
    enterprise: fields.ForeignKeyRelation[Enterprise] = fields.ForeignKeyField("huizhi.Enterprise", related_name=False)
    role = fields.TextField()
    granted_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "memberships"

    def is_active(self, moment: datetime) -> bool:
        """Tell whether it holds at that moment."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > moment)


class ApiToken(Model):
    """A machine's way in: it acts for the person who made it, within its scopes, while that person may."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.TextField()
    token_hash = fields.TextField()
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("huizhi.Person", related_name=False)
    enterprise: fields.ForeignKeyRelation[Enterprise] = fields.ForeignKeyField("huizhi.Enterprise", related_name=False)
    scopes = fields.TextField()  # separated by spaces
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "api_tokens"
