"""Taking certificates in as drafts, each content once: what was taken is passed over, also if it was edited since."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
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
from api.certificates.models import CertificateRow
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
            await _keep(taker, good, done)
        progress(start + len(chunk), len(found))
    places = {each.place: no for no, each in enumerate(found)}
    done.bad.sort(key=lambda each: places[each.place])
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


async def _keep(taker: _Taker, found: Sequence[Found], done: Done) -> None:
    """Keep what is new and fit: all at once, but for those whose number stands in the way."""
    prints = [print_of(each.draft) for each in found]
    taken = await documents.look_up({_key(each.draft) for each in found if each.draft.number})
    ours = {key: each.id for key, each in taken.items() if each.enterprise_id == taker.enterprise_id}
    invoices = await _invoices(ours.values())
    known = await _known(taker, prints)
    known |= {
        print_
        for print_, each in zip(prints, found, strict=True)
        if (holder := ours.get(_key(each.draft))) and _is_it(each.draft, invoices.get(holder))
    }
    fit: list[tuple[str, Found]] = []
    for print_, each in zip(prints, found, strict=True):
        if print_ in known:
            done.known += 1
        elif reasons := judging.reasons(each.draft, taker.org_code):
            done.bad.append(Unusable(each.place, reasons))
        else:
            known.add(print_)
            fit.append((print_, replace(each, draft=_completed(taker, each))))
    await _write(taker, fit, set(taken), done)


async def _write(taker: _Taker, fit: Sequence[tuple[str, Found]], taken: set[Key], done: Done) -> None:
    """Write drafts; one whose number is taken already, or stands twice here, goes alone and hears why not."""
    alone: list[tuple[str, Found]] = []
    together: list[tuple[str, Found]] = []
    for each in fit:
        draft = each[1].draft
        (alone if draft.number and _key(draft) in taken else together).append(each)
        taken |= {_key(draft)} if draft.number else set()
    ids = await drafting.enter_many(taker.actor, [found.draft for _, found in together])
    await _note(taker, [(print_, found, id_) for (print_, found), id_ in zip(together, ids, strict=True)])
    done.new += ids
    for print_, found in alone:
        try:
            async with database.transaction():
                kept = await drafting.save_draft(taker.actor, found.draft)
                await _note(taker, [(print_, found, kept.id)])
        except Refusal as refusal:
            done.bad.append(Unusable(found.place, [refusal.sentence]))
        else:
            done.new.append(kept.id)


async def _note(taker: _Taker, kept: Sequence[tuple[str, Found, UUID]]) -> None:
    """Write down what was taken, so that a second time it is known."""
    at, who = now(), taker.actor.person_id
    rows = [(taker.enterprise_id, print_, id_, found.place, who, at) for print_, found, id_ in kept]
    if rows:
        await database.executemany(_TAKEN, rows)


async def _known(taker: _Taker, prints: Sequence[str]) -> set[str]:
    """Return the fingerprints of those that were taken before."""
    sql = _PRINTS.into(_KNOWN, 2)
    rows = await database.fetch(sql, taker.enterprise_id, *_PRINTS.arguments([(each,) for each in prints]))
    return {row["fingerprint"] for row in rows}


async def _invoices(ids: Iterable[UUID]) -> dict[UUID, str]:
    return {row.document_id: row.invoice_no for row in await CertificateRow.filter(document_id__in=list(ids))}


def _is_it(draft: Draft, invoice: str | None) -> bool:
    """Tell whether the certificate that has the draft's number is the same one.

    The customs' numbers are given once. Working numbers are each house's own, and two houses give the same ones: there
    the invoice must be the same too.
    """
    return invoice is None or bool(organisation_of(draft.number)) or invoice == draft.form.inv_no


def _key(draft: Draft) -> Key:
    return Key(KIND_OF[draft.authority], normalise(draft.number))


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
