"""Tables of the people slice; codes and failed sign-ins are counted in SQL and have no model."""

from datetime import datetime
from typing import Any, Final

from tortoise import fields
from tortoise.models import Model

from kit.fields import SealedForm
from kit.ids import new_id

PHONES: Final = ("phone", "fax")  # of an enterprise; a small one gives its owner's mobile


class Enterprise(Model):
    """An applicant enterprise; its credit code is GB 32100, its organisation code the credit code's positions 9–17."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.TextField()
    credit_code = fields.TextField()
    org_code = fields.TextField()
    customs_code = fields.TextField(default="")
    customs_code_verified_at = fields.DatetimeField(null=True)  # None: the enterprise's own word
    ccpit_code = fields.TextField(default="")
    ccpit_office = fields.TextField(default="")
    qualified_at = fields.DatetimeField(null=True)  # when the 备案 was last entered
    profile: dict[str, str] = SealedForm(PHONES, "profile", default=dict)
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
    mobile = fields.TextField(default="")  # sealed: `mobiles.of`
    mobile_index = fields.TextField(default="")  # blind, to find an equal one
    enterprise: fields.ForeignKeyNullableRelation[Enterprise] = fields.ForeignKeyField(
        "huizhi.Enterprise", null=True, related_name=False
    )
    post = fields.TextField(default="operator")  # legal_person or operator
    id_card = fields.TextField(default="")  # sealed
    id_card_index = fields.TextField(default="")  # blind, to find an equal one
    card_no = fields.TextField(default="")  # of the bound card; empty: 无卡
    totp_key = fields.TextField(default="")  # sealed
    totp_step = fields.BigIntField(default=0)  # the last one used: a code serves once
    totp_at = fields.DatetimeField(null=True)  # None: begun but not confirmed
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


class Signatory(Model):
    """A 手签员 of an enterprise; `on_file` once the authority has confirmed the name, cancelled when struck off."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    enterprise: fields.ForeignKeyRelation[Enterprise] = fields.ForeignKeyField("huizhi.Enterprise", related_name=False)
    name = fields.TextField()
    on_file = fields.BooleanField(default=False)
    added_at = fields.DatetimeField()
    cancelled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "signatories"


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


class RecoveryCode(Model):
    """What opens the door once when the second factor is lost; kept as a hash."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("huizhi.Person", related_name=False)
    code_hash = fields.TextField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "recovery_codes"


class Registration(Model):
    """The wish of an 企业用户 to be let in; an enterprise of ours only once it is approved."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    login = fields.TextField()
    credit_code = fields.TextField()
    password_hash = fields.TextField()
    form: dict[str, Any] = fields.JSONField()
    state = fields.TextField(default="pending")
    note = fields.TextField(default="")
    created_at = fields.DatetimeField()
    decided_at = fields.DatetimeField(null=True)

    class Meta:
        table = "registrations"
