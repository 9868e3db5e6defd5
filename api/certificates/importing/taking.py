"""Taking certificates in as drafts, each content once: what was taken is passed over, also if it was edited since."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

import orjson

from api import documents
from api.certificates import defaults, drafting
from api.certificates.certificate import KIND_OF, Authority, Draft
from api.certificates.forms import BasicForm
from api.certificates.importing import judging
from api.certificates.importing.found import Found, Unusable
from api.documents import Key
from api.identifiers import normalise, organisation_of
from api.people import Actor, locks
from api.people.models import Enterprise
from kit import database
from kit.clock import now
from kit.refusals import Refusal
from kit.relation import Relation

AT_ONCE: Final = 50  # certificates a transaction: others write in between
_DATES: Final = ("inv_date", "apl_date", "sign_date", "intend_exp_date")
_PRINTS: Final = Relation("prints", fingerprint="text")
_KNOWN: Final = """
    select taken.fingerprint from certificate_imports as taken
    join certificates on certificates.document_id = taken.document_id and certificates.shelf <> 'removed'
    where taken.enterprise_id = $1 and taken.fingerprint in (select prints.fingerprint from {prints})"""
_TAKEN: Final = """
    insert into certificate_imports (enterprise_id, fingerprint, document_id, place, taken_by, taken_at)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (enterprise_id, fingerprint) do update set document_id = excluded.document_id,
        place = excluded.place, taken_by = excluded.taken_by, taken_at = excluded.taken_at"""
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Done:
    """What became of the certificates: the ids of the new ones, how many were known, and the others with reasons."""

    new: list[UUID] = field(default_factory=list)
    known: int = 0
    bad: list[Unusable] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """Return what became of them, in numbers."""
        return f"新证书 {len(self.new)} 份，已有 {self.known} 份，未导入 {len(self.bad)} 份。"


@dataclass(frozen=True, slots=True)
class _Taker:
    """Who takes certificates in, and what the house knows of their enterprise."""

    actor: Actor
    enterprise_id: UUID
    org_code: str
    usual: dict[Authority, BasicForm]


async def take(actor: Actor, found: Sequence[Found | Unusable], progress: Progress = lambda _done, _of: None) -> Done:
    """Keep what can be kept as drafts of the actor's enterprise; `progress` hears how many of how many are done.

    A certificate whose content, or whose number, the house has already changes nothing. Raises no_enterprise.
    """
    taker = await _taker(actor)
    done = Done()
    for start in range(0, len(found), AT_ONCE):
        chunk = found[start : start + AT_ONCE]
        good = [each for each in chunk if isinstance(each, Found)]
        done.bad += [each for each in chunk if isinstance(each, Unusable)]
        async with database.transaction():
            await locks.hold(f"taking certificates {taker.enterprise_id}")
            known = await _known(taker, [each.draft for each in good])
            for each in good:
                await _keep(taker, each, known, done)
        progress(start + len(chunk), len(found))
    return done


def print_of(draft: Draft) -> str:
    """Return what tells one content from another: the SHA-256 of everything that was said."""
    said = [
        draft.authority,
        draft.type_code,
        draft.category.value,
        draft.number,
        draft.form.model_dump(exclude_defaults=True),
        [form.model_dump(exclude_defaults=True) for form in draft.goods],
    ]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


async def _taker(actor: Actor) -> _Taker:
    owner = await documents.require_writer(actor)
    firm = await Enterprise.get(id=owner)
    usual: dict[Authority, BasicForm] = {
        "customs": await defaults.filled_in(actor, "customs"),
        "ccpit": await defaults.filled_in(actor, "ccpit"),
    }
    return _Taker(actor, owner, firm.org_code, usual)


async def _known(taker: _Taker, drafts: Sequence[Draft]) -> set[str]:
    """Return the fingerprints of those that were taken before, or whose number is a certificate of ours."""
    prints = [(print_of(draft),) for draft in drafts]
    rows = await database.fetch(_PRINTS.into(_KNOWN, 2), taker.enterprise_id, *_PRINTS.arguments(prints))
    numbered = {print_of(draft): _key(draft) for draft in drafts if draft.number}
    found = await documents.look_up(set(numbered.values()))
    ours = {key for key, each in found.items() if each.enterprise_id == taker.enterprise_id}
    return {row["fingerprint"] for row in rows} | {each for each, key in numbered.items() if key in ours}


def _key(draft: Draft) -> Key:
    return Key(KIND_OF[draft.authority], normalise(draft.number))


async def _keep(taker: _Taker, found: Found, known: set[str], done: Done) -> None:
    fingerprint = print_of(found.draft)
    if fingerprint in known:
        done.known += 1
        return
    reasons = judging.reasons(found.draft, taker.org_code)
    if reasons:
        done.bad.append(Unusable(found.place, reasons))
        return
    try:
        async with database.transaction():
            kept = await drafting.save_draft(taker.actor, _completed(taker, found))
            row = (taker.enterprise_id, fingerprint, kept.id, found.place, taker.actor.person_id, now())
            await database.execute(_TAKEN, *row)
    except Refusal as refusal:
        done.bad.append(Unusable(found.place, [refusal.sentence]))
        return
    known.add(fingerprint)
    done.new.append(kept.id)


def _completed(taker: _Taker, found: Found) -> Draft:
    """Return the draft to keep: with a number only if it is one that the customs take from us, and what we know."""
    draft = found.draft
    ours = draft.authority == "customs" and bool(organisation_of(draft.number))
    form = draft.form if found.told_whole else _filled(taker.usual[draft.authority], draft.form)
    return replace(draft, form=form, number=draft.number if ours else "")


def _filled(usual: BasicForm, told: BasicForm) -> BasicForm:
    """Return what the table says, and where it is silent what the house knows; never a date that nobody named."""
    known = usual.model_copy(update=dict.fromkeys(_DATES, ""))
    return known.model_copy(update={name: getattr(told, name) for name in told.model_dump(exclude_defaults=True)})
