"""An enterprise as CCPIT has it: its registration, its codes and its 手签员, taken over and told apart (SYNC-08)."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from api import identifiers, people
from api.people import audit, profiles
from api.people.actor import Actor
from api.people.models import Enterprise, Signatory

_CODES: Final[Mapping[str, str]] = {"ccpit_office": "贸促会编码", "ccpit_code": "企业编码"}
_LABELS: Final = {"name": "企业名称", **profiles.LABELS, **_CODES, "signatories": "手签员"}
_LONGEST: Final = 200
_GATEWAY: Final = Actor.system("gateway:ccpit")


class Unfit(Exception):
    """An answer that cannot be taken over; its text says why."""


async def take(enterprise_id: UUID, told: Any) -> list[dict[str, str]]:
    """Take over CCPIT's word, in the caller's transaction; return what changed, box by box. Raises Unfit."""
    if not isinstance(told, dict):
        raise Unfit("应答中没有企业信息。")
    words = {name: value.strip()[:_LONGEST] for name, value in told.items() if isinstance(value, str)}
    firm = await Enterprise.get(id=enterprise_id)
    if (code := words.get("credit_code")) and identifiers.normalise(code) != firm.credit_code:
        raise Unfit("应答中的社会信用代码与本企业不一致。")
    plain = {name: words[name] for name in ("name", *profiles.LABELS) if words.get(name)}
    changes = await profiles.confirm_enterprise(enterprise_id, plain)
    changes |= await _codes(firm, words)
    changes |= await _signatories(enterprise_id, told)
    await audit.record(_GATEWAY, "enterprise.sync", enterprise_id, " ".join(sorted(changes)) or "unchanged")
    return [
        {"field": name, "label": _LABELS[name], "before": before, "after": after}
        for name, (before, after) in changes.items()
    ]


async def _codes(firm: Enterprise, words: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Take over 贸促会编码 and 企业编码 where they have their shape; a code of another enterprise is not believed."""
    told = {name: identifiers.normalise(words[name]) for name in _CODES if words.get(name)}
    if not identifiers.ccpit_office_is_valid(told.get("ccpit_office", "")):
        told.pop("ccpit_office", None)
    code = told.get("ccpit_code", "")
    if not identifiers.ccpit_enterprise_is_valid(code) or await _is_taken(firm.id, code):
        told.pop("ccpit_code", None)
    changed = {name: (getattr(firm, name), value) for name, value in told.items() if getattr(firm, name) != value}
    if changed:
        await Enterprise.filter(id=firm.id).update(**{name: after for name, (_, after) in changed.items()})
    return changed


async def _is_taken(enterprise_id: UUID, code: str) -> bool:
    return await Enterprise.filter(ccpit_code=code).exclude(id=enterprise_id).exists()


async def _signatories(enterprise_id: UUID, told: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    on_file, struck = _names(told.get("signatories")), _names(told.get("cancelled_signatories"))
    before = await _signing(enterprise_id)
    await people.take_signatories(enterprise_id, on_file, struck)
    after = await _signing(enterprise_id)
    return {"signatories": (before, after)} if before != after else {}


async def _signing(enterprise_id: UUID) -> str:
    found = await Signatory.filter(enterprise_id=enterprise_id, cancelled_at__isnull=True).order_by("name")
    return "、".join(each.name for each in found)


def _names(told: Any) -> list[str]:
    named = told if isinstance(told, list) else []
    return [each.strip() for each in named if isinstance(each, str) and 0 < len(each.strip()) <= 50]  # noqa: PLR2004
