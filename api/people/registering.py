"""注册 as 企业用户 (USER-01, USER-02): account, enterprise and operator profile, a mobile proven by a code.

Whoever registers names a credit code that anybody can read on a letterhead, and receipts are joined to enterprises by
it. So a registration is only a wish: it becomes an enterprise of the house when who runs the site has checked it.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import orjson

from api import identifiers
from api.people import (
    audit,
    enterprises,
    mobiles,
    notices,
    password_rules,
    passwords,
    persons,
    phones,
    refusals,
)
from api.people.actor import Actor
from api.people.enterprises import Founding
from api.people.models import Enterprise, Person, Registration
from api.people.papers import Papers
from api.people.papers import resealed as resealed_papers
from kit import bell, database, sealing
from kit.clock import now
from kit.refusals import Refusal

PURPOSE: Final = "register"
STATE_NAMES: Final = {"pending": "待核验", "approved": "已通过", "refused": "未通过"}
_SEALED: Final = "sealed"
_HOLDER: Final = "registration"  # nobody is signed in; only the mobile's holder knows the code
_DECIDED_KEPT: Final = timedelta(days=30)
_PENDING_KEPT: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody fills in at 注册, and the code their mobile received."""

    login: str
    password: str
    name: str
    mobile: str
    code: str
    enterprise_name: str
    credit_code: str
    papers: Papers
    customs_code: str = ""
    profile: Mapping[str, str] = field(default_factory=dict)


async def send_code(mobile: str, ip: str) -> phones.CodeSent:
    """Send a code to the mobile of who registers, whoever's it is (S-4)."""
    return await phones.send_code(mobile, purpose=PURPOSE, holder=_HOLDER, ip=ip)


async def register(wish: Wish) -> Registration:
    """Take a registration; raises `Refusal` with all faults of the form at once, or for a wrong code.

    What is somebody's already is told only to who has proven a mobile, so that nobody can try out logins or codes.
    """
    _check_form(wish)
    await phones.check_code(wish.mobile, wish.code, purpose=PURPOSE, holder=_HOLDER)
    await _check_free(wish)
    with passwords.slot():
        kept = await passwords.hashed(wish.password)
    async with database.transaction():
        made = await Registration.create(
            login=persons.normalised_login(wish.login),
            credit_code=identifiers.normalise(wish.credit_code),
            password_hash=kept,
            form=_kept_form(wish),
            created_at=now(),
        )
        await audit.record(Actor.system("http"), "registration.enter", made.id)
    return made


def _check_form(wish: Wish) -> None:
    checks: tuple[tuple[str, str, Callable[[], object]], ...] = (
        ("login", "用户名", lambda: _require(persons.normalised_login(wish.login), "请填写用户名。")),
        ("password", "密码", lambda: password_rules.check(wish.password, wish.login, wish.name, wish.enterprise_name)),
        ("mobile", "手机号", lambda: phones.normalised(wish.mobile)),
        ("id_card", "身份证号码", wish.papers.checked),
        ("credit_code", "社会信用代码", lambda: enterprises.checked_credit_code(wish.credit_code)),
        ("customs_code", "海关注册编码", lambda: enterprises.checked_customs_code(wish.customs_code)),
    )
    faults = []
    for box, label, check in checks:
        try:
            check()
        except Refusal as fault:
            faults.append({"field": box, "label": label, "sentence": fault.sentence})
    if faults:
        raise refusals.form_faults(faults)


def _require(value: str, sentence: str) -> None:
    if not value:
        raise refusals.invalid("empty", sentence)


async def _check_free(wish: Wish) -> None:
    credit_code, login = identifiers.normalise(wish.credit_code), persons.normalised_login(wish.login)
    if await Enterprise.filter(credit_code=credit_code).exists():
        raise refusals.taken("社会信用代码", "credit_code_taken")
    before_us = Registration.filter(login=login, state="pending")
    if await Person.filter(login=login).exists() or await before_us.exists():
        raise refusals.taken("用户名", "login_taken")
    if await Person.filter(mobiles.is_on_file(phones.normalised(wish.mobile))).exists():
        raise refusals.taken("手机号", "mobile_taken")


def _kept_form(wish: Wish) -> dict[str, Any]:
    told = {name: value for name, value in asdict(wish).items() if name not in {"login", "password", "code", "papers"}}
    told |= {"mobile": phones.normalised(wish.mobile), "papers": wish.papers.checked().columns()}
    return {_SEALED: sealing.seal(orjson.dumps(told).decode(), PURPOSE)}


def form_of(found: Registration) -> dict[str, Any]:
    """Return what was filled in; it lies under seal until it is decided (P-4)."""
    form: dict[str, Any] = found.form
    return orjson.loads(sealing.unseal(form[_SEALED], PURPOSE) or b"{}") if _SEALED in form else form


def resealed(form: dict[str, Any]) -> dict[str, Any]:
    """Return a form under the present key with the ID card within it, nothing where it is; raises Unopenable."""
    if not form:
        return {}
    text, is_present = sealing.opened(form[_SEALED], PURPOSE) if _SEALED in form else ("", False)
    told = orjson.loads(text) if text else form
    inner = resealed_papers(told.get("papers", {}).get("id_card", ""))
    told["papers"] = told.get("papers", {}) | inner
    return {} if is_present and not inner else {_SEALED: sealing.seal(orjson.dumps(told).decode(), PURPOSE)}


async def find(registration_id: UUID) -> Registration:
    """Return a registration for whoever holds its id."""
    found = await Registration.get_or_none(id=registration_id)
    if found is None:
        raise refusals.registration_unknown()
    return found


async def pending(offset: int, limit: int) -> tuple[list[Registration], int]:
    """Return the registrations that wait, oldest first, and how many there are; for who runs the site."""
    undecided = Registration.filter(state="pending")
    return await undecided.order_by("id").offset(offset).limit(limit), await undecided.count()


async def decide(actor: Actor, registration_id: UUID, *, approved: bool, note: str = "") -> Registration:
    """Let an enterprise in with its first 管理员, or not; the applicant hears by SMS. For who runs the site.

    Raises `Refusal` conflict where it is decided already, or where login, mobile or credit code are taken by now.
    """
    async with database.transaction():
        state = "approved" if approved else "refused"
        changed = await Registration.filter(id=registration_id, state="pending").update(
            state=state, note=note, decided_at=now()
        )
        found = await find(registration_id)
        if not changed:
            raise refusals.registration_decided(STATE_NAMES[found.state])
        if approved:
            await _let_in(actor, found)
        await notices.tell_of_registration(form_of(found)["mobile"], approved=approved, note=note)
        await Registration.filter(id=registration_id).update(password_hash="", form={})
        await audit.record(actor, f"registration.{state}", registration_id)
    await bell.ring("deliveries")
    return found


async def _let_in(actor: Actor, found: Registration) -> None:
    form = form_of(found)
    founding = Founding(
        name=form["enterprise_name"],
        credit_code=found.credit_code,
        customs_code=form["customs_code"],
        login=found.login,
        person_name=form["name"],
        mobile=form["mobile"],
    )
    enterprise, _ = await enterprises.enter(actor, founding, found.password_hash, form["papers"])
    await Enterprise.filter(id=enterprise.id).update(profile=form["profile"])


async def forget_old() -> int:
    """Delete registrations a month after they were decided, or that nobody decided for three, for the clock."""
    moment = now()
    return await database.execute(
        "delete from registrations where decided_at < $1 or created_at < $2",
        moment - _DECIDED_KEPT,
        moment - _PENDING_KEPT,
    )
