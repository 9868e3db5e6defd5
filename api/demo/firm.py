"""The demo's enterprise itself: 资质备案 and 基本资料 as CCPIT confirmed them, and since when its people are there."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from api import people
from api.demo.calendar import DAYS, Calendar, stored
from api.demo.partners import ADDRESS, EXPORTER
from api.masterdata.models import Party
from api.people import profiles
from api.people.actor import Actor
from api.people.models import Enterprise, Membership, Person
from api.people.qualifying import Filing, file_qualification

_QUALIFICATION: Final = ("610100", "6101A0001")
_PROFILE: Final = {
    "name_en": EXPORTER,
    "address": "陕西省西安市科技路18号",
    "address_en": ADDRESS,
    "legal_person": "高永欣",
    "contact": "高永欣",
    "phone": "029-88888888",
    "email": "export@example.com",
    "postcode": "710075",
}
_BEFORE: Final = timedelta(days=DAYS + 14)  # everybody was there when the year began


async def enter(boss: Actor, signatories: Sequence[str], calendar: Calendar) -> None:
    """Write it, in the caller's transaction; whoever worked there for a year has chosen a password long ago."""
    await file_qualification(boss, Filing(*_QUALIFICATION, list(signatories)))
    assert boss.enterprise_id  # noqa: S101 — the demo's first player has one
    await profiles.confirm_enterprise(boss.enterprise_id, _PROFILE)
    await people.take_signatories(boss.enterprise_id, list(signatories), [])
    colleagues = await Membership.filter(enterprise_id=boss.enterprise_id).values_list("person_id", flat=True)
    await Person.filter(id__in=colleagues).update(password_at=calendar.end)


async def date_back(enterprise_id: UUID, calendar: Calendar) -> None:
    """Let the enterprise, its people and its 基本资料 have been there since before the year began."""
    since = stored(calendar.at_work(calendar.end - _BEFORE))
    await Enterprise.filter(id=enterprise_id).update(qualified_at=since)
    await Membership.filter(enterprise_id=enterprise_id).update(granted_at=since)
    await Party.filter(enterprise_id=enterprise_id).update(created_at=since, updated_at=since)
