"""企业基本资料: what an enterprise tells of itself, and what the authority confirms of it (USER-01)."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from api.people import audit, enterprises, memberships
from api.people.actor import Actor
from api.people.models import Enterprise
from kit import database
from kit.clock import now

LABELS: Final = {
    "name_en": "企业英文名称",
    "address": "企业中文地址",
    "address_en": "企业英文地址",
    "legal_person": "法定代表人",
    "contact": "联系人",
    "phone": "联系电话",
    "fax": "传真",
    "email": "电子邮箱",
    "postcode": "邮政编码",
}


async def change_enterprise(actor: Actor, customs_code: str, profile: Mapping[str, str]) -> Enterprise:
    """Enter the enterprise's own words about itself; for its 管理员. Name and credit code come from registration alone.

    A new customs code is the enterprise's own word, unverified, until the authority confirms it (`confirm_enterprise`):
    nothing is given out by it.
    """
    firm = memberships.require_admin(actor)
    code = enterprises.checked_customs_code(customs_code)
    kept = {name: profile[name] for name in LABELS if profile.get(name)}
    async with database.transaction():
        before = await enterprises.current(actor)
        verified_at = before.customs_code_verified_at if before.customs_code == code else None
        await Enterprise.filter(id=firm).update(customs_code=code, customs_code_verified_at=verified_at, profile=kept)
        await audit.record(actor, "enterprise.change", firm)
    return await enterprises.current(actor)


async def confirm_enterprise(enterprise_id: UUID, told: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Take the authority's own word about an enterprise; return what changed as {field: (before, after)}.

    `told` may hold name, customs_code and the fields of `LABELS`; others are passed over, and what it does not
    hold stays. A customs code told is verified from now on. Joins the caller's transaction; asks nobody's rights.
    """
    firm = await Enterprise.get(id=enterprise_id)
    columns = {name: told[name].strip() for name in ("name", "customs_code") if told.get(name)}
    profile = {name: told[name].strip() for name in LABELS if told.get(name)}
    changed = {name: (getattr(firm, name), value) for name, value in columns.items() if getattr(firm, name) != value}
    changed |= {
        name: (firm.profile.get(name, ""), value)
        for name, value in profile.items()
        if firm.profile.get(name, "") != value
    }
    verified = {"customs_code_verified_at": now()} if "customs_code" in columns else {}
    await Enterprise.filter(id=enterprise_id).update(profile={**firm.profile, **profile}, **columns, **verified)
    return changed
