"""我的资质: the CCPIT 备案 of an enterprise, entered by its 管理员, and the gate that it opens (USER-12…18)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from api import identifiers
from api.people import audit, enterprises, locks, memberships, refusals
from api.people.actor import Actor
from api.people.models import Enterprise, Signatory
from kit import database
from kit.clock import now

LONGEST_NAME: Final = 50
# 备案信息填写说明, shown beside the form (USER-17).
HINTS: Final = (
    "贸促会编码填写6位本地贸促会机构编码",
    "企业编码为9位的企业贸促会注册编码",
    "手签员填写在贸促会已备案且未注销的手签员姓名",
)


@dataclass(frozen=True, slots=True)
class Filing:
    """备案信息: 贸促会编码 (6), 企业编码 (9) and the 手签员 on file with CCPIT and not cancelled."""

    ccpit_office: str
    ccpit_code: str
    signatories: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """Where an enterprise's 备案 stands; `missing` names what is lacking, in the words of the form."""

    enterprise_id: UUID
    ccpit_office: str
    ccpit_code: str
    signatories: Sequence[Signatory]
    qualified_at: datetime | None

    @property
    def missing(self) -> list[str]:
        """Return the boxes that are still empty."""
        boxes = {
            "贸促会编码": self.ccpit_office,
            "企业编码": self.ccpit_code,
            "手签员姓名": any(each.cancelled_at is None for each in self.signatories),
        }
        return [label for label, filled in boxes.items() if not filled]

    @property
    def complete(self) -> bool:
        """Tell whether the CCPIT system is open to the enterprise."""
        return not self.missing


async def qualification(actor: Actor) -> Qualification:
    """Return where the 备案 of the actor's enterprise stands."""
    firm = await enterprises.current(actor)
    return Qualification(
        enterprise_id=firm.id,
        ccpit_office=firm.ccpit_office,
        ccpit_code=firm.ccpit_code,
        signatories=await _signatories(firm.id),
        qualified_at=firm.qualified_at,
    )


async def require_qualified(actor: Actor) -> Qualification:
    """Return the qualification; raises `Refusal` forbidden with the manual's sentence unless complete (USER-18)."""
    found = await qualification(actor)
    if not found.complete:
        raise refusals.not_qualified(found.missing)
    return found


async def signatories(actor: Actor) -> list[Signatory]:
    """Return the 手签员 of the actor's enterprise that may sign now, by name."""
    found = await _signatories((await enterprises.current(actor)).id)
    return [each for each in found if each.cancelled_at is None]


async def _signatories(firm: UUID) -> list[Signatory]:
    return await Signatory.filter(enterprise_id=firm).order_by("name")


async def file_qualification(actor: Actor, filing: Filing) -> Qualification:
    """Enter the 备案 in place of the one before; for the 管理员 alone. All faults are told at once.

    A 手签员 that CCPIT has struck off stays so, whoever enters the name again.
    """
    firm = memberships.require_admin(actor)
    wanted = _checked(filing)
    async with database.transaction():
        await locks.hold("entering enterprises")
        await _require_free(firm, wanted.ccpit_code)
        moment = now()
        await Enterprise.filter(id=firm).update(
            ccpit_office=wanted.ccpit_office, ccpit_code=wanted.ccpit_code, qualified_at=moment
        )
        await _keep_signatories(firm, wanted.signatories, moment)
        await audit.record(actor, "qualification.file", firm)
    return await qualification(actor)


def _checked(filing: Filing) -> Filing:
    office, code = identifiers.normalise(filing.ccpit_office), identifiers.normalise(filing.ccpit_code)
    names = list(dict.fromkeys(unicodedata.normalize("NFKC", each).strip() for each in filing.signatories))
    faults = [
        *_fault(identifiers.ccpit_office_is_valid(office), "ccpit_office", "贸促会编码", "填写6位贸促会机构编码"),
        *_fault(identifiers.ccpit_enterprise_is_valid(code), "ccpit_code", "企业编码", "填写9位贸促会企业编码"),
        *_fault(bool(names) and all(names), "signatories", "手签员姓名", "填写在贸促会备案过的手签员姓名"),
        *_fault(
            all(len(each) <= LONGEST_NAME for each in names), "signatories", "手签员姓名", f"最多{LONGEST_NAME}个字"
        ),
    ]
    if faults:
        raise refusals.form_faults(faults)
    return Filing(office, code, names)


def _fault(right: bool, field: str, label: str, sentence: str) -> list[dict[str, str]]:
    return [] if right else [{"field": field, "label": label, "sentence": f"{label}：{sentence}。"}]


async def _require_free(firm: UUID, ccpit_code: str) -> None:
    if await Enterprise.filter(ccpit_code=ccpit_code).exclude(id=firm).exists():
        raise refusals.taken("企业编码", "ccpit_code_taken")


async def _keep_signatories(firm: UUID, names: Sequence[str], moment: datetime) -> None:
    """Leave those named and add the new ones; what CCPIT struck off is kept, so that nobody enters it as new."""
    await Signatory.filter(enterprise_id=firm, cancelled_at__isnull=True).exclude(name__in=list(names)).delete()
    known = {each.name for each in await _signatories(firm)}
    for name in names:
        if name not in known:
            await Signatory.create(enterprise_id=firm, name=name, added_at=moment)


async def take_signatories(enterprise_id: UUID, on_file: Sequence[str], cancelled: Sequence[str] = ()) -> None:
    """Take CCPIT's own word on who signs: those on file, and those struck off. Joins the caller's transaction."""
    moment = now()
    known = {each.name: each for each in await _signatories(enterprise_id)}
    for name in {*on_file, *cancelled}:
        row = known.get(name) or Signatory(enterprise_id=enterprise_id, name=name, added_at=moment)
        struck = name in cancelled
        row.on_file, row.cancelled_at = not struck, (row.cancelled_at or moment) if struck else None
        await row.save()
