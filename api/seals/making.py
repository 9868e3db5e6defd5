"""Making a seal or a signature from a scan, and taking it out of use: 停用, then 删除 (SEAL-01…24)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from api import files
from api.files import Ink
from api.files.rules import SEAL
from api.people import Actor, audit, locks, memberships
from api.seals import limits, operators, queries, refusals
from api.seals.operators import Operator
from api.seals.queries import Seal
from api.seals.words import CUT, KINDS, SealKind, Shape, State
from kit import database
from kit.clock import in_shanghai, now
from kit.ids import new_id

_MAKE: Final = """
    insert into seals (id, enterprise_id, kind, name, shape, person_id, file_id, width, height, valid_from, valid_until,
                       state, is_default, remark, made_by, made_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'in_use', $12, $13, $14, $15)"""
_DEEDS: Final[Mapping[State, str]] = {"disabled": "disable", "deleted": "delete"}
_MOVE: Final = """
    update seals set state = $3, is_default = $4
    where enterprise_id = $1 and id = $2 and state = $5"""
_NO_DEFAULT: Final = "update seals set is_default = $3 where enterprise_id = $1 and kind = $2 and is_default"
_DEFAULT: Final = "update seals set is_default = $3 where enterprise_id = $1 and id = $2 and state = 'in_use'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A seal or a signature to be made; a seal has its days, a signature takes its person's name where it has none."""

    shape: Shape
    person_id: UUID
    file_id: UUID
    name: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def kind(self) -> SealKind:
        """Return which of the two it is."""
        return "signature" if self.shape == "signature" else "seal"


async def make(actor: Actor, wish: Wish) -> Seal:
    """保存印章 or 保存签名; for the enterprise's 管理员. Not within a transaction: the picture is measured first.

    Raises not_found, wrong_file, no_card, no_card_validity, beyond_the_card, already_over, no_id_card, no_resolution,
    too_coarse, too_big, file_unsafe.
    """
    firm = memberships.require_admin(actor)
    picture = await files.get(actor, wish.file_id)
    if picture.purpose != SEAL.purpose:
        raise refusals.wrong_file()
    person = await operators.one(firm, wish.person_id)
    days = _days(wish, person) if wish.kind == "seal" else _signer(person)
    ink = await files.measure(files.open(picture))
    limits.require_fit(ink, wish.shape)
    return await _keep(actor, wish, (wish.name or person.name, *days), ink)


def _days(wish: Wish, person: Operator) -> tuple[str, str]:
    """Return the days of a seal, within those of its operator's card (SEAL-07)."""
    if not person.has_card:
        raise refusals.no_card()
    if not person.valid_until:
        raise refusals.no_card_validity()
    first = wish.first.isoformat() if wish.first else person.valid_from
    last = wish.last.isoformat() if wish.last else person.valid_until
    if last < first:
        raise refusals.days_reversed()
    if first < person.valid_from or last > person.valid_until:
        raise refusals.beyond_the_card(person.valid_from, person.valid_until)
    if last < today():
        raise refusals.already_over(date.fromisoformat(last))
    return first, last


def _signer(person: Operator) -> tuple[str, str]:
    if not person.id_card:
        raise refusals.no_id_card()
    return "", ""


def today() -> str:
    """Return the day it is in Asia/Shanghai, as rows keep days."""
    return in_shanghai(now()).date().isoformat()


async def _keep(actor: Actor, wish: Wish, told: tuple[str, str, str], ink: Ink) -> Seal:
    seal_id, firm = new_id(), actor.enterprise_id
    name, first, last = told
    what = (seal_id, firm, wish.kind, name, wish.shape, wish.person_id, wish.file_id, ink.width, ink.height)
    async with database.transaction():
        remark = CUT if ink.cut else ""
        await database.execute(_MAKE, *what, first, last, False, remark, actor.person_id, now())
        await audit.record(actor, f"{wish.kind}.create", seal_id, wish.shape)
        return await queries.read(actor, seal_id)


async def disable(actor: Actor, seal_id: UUID) -> Seal:
    """停用; what is disabled already stays so. Raises not_found."""
    return await _move(actor, seal_id, "in_use", "disabled")


async def delete(actor: Actor, seal_id: UUID) -> None:
    """删除, after 停用; what is deleted already stays so. Raises not_found, disable_first."""
    if (await _move(actor, seal_id, "disabled", "deleted")).state == "in_use":
        raise refusals.disable_first((await queries.read(actor, seal_id)).kind)


async def _move(actor: Actor, seal_id: UUID, before: State, after: State) -> Seal:
    firm = memberships.require_admin(actor)
    async with database.transaction():
        await locks.hold(f"seals {firm}")
        found = await queries.read(actor, seal_id)
        if await database.execute(_MOVE, firm, seal_id, after, False, before):
            await audit.record(actor, f"{found.kind}.{_DEEDS[after]}", seal_id)
        return await queries.read(actor, seal_id)


async def set_default(actor: Actor, seal_id: UUID) -> Seal:
    """设为默认印章 or 默认签名, in place of the former one (AUTH-03). Raises not_found, not_in_use."""
    firm = memberships.require_admin(actor)
    async with database.transaction():
        await locks.hold(f"seals {firm}")
        found = await queries.read(actor, seal_id)
        await database.execute(_NO_DEFAULT, firm, found.kind, False)
        if not await database.execute(_DEFAULT, firm, seal_id, True):
            raise refusals.not_in_use(found.kind)
        await audit.record(actor, f"{found.kind}.default", seal_id, KINDS[found.kind])
        return await queries.read(actor, seal_id)
