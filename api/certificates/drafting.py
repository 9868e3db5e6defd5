"""新建, 保存, 复制, 删除: what becomes of a draft before it is declared. Incomplete forms are kept as they are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from api import agreements, documents, people
from api.certificates import defaults, editing, queries, shelves, store
from api.certificates.certificate import KIND_OF, Authority, Category, Certificate, Draft
from api.certificates.forms import BasicForm
from api.certificates.models import CertificateRow
from api.documents import Begun, other_numbers
from api.documents.kinds import kind_of
from api.documents.numbering import next_numbers
from api.masterdata import today
from api.people import Actor
from kit import database
from kit.clock import now


async def begin(actor: Actor, authority: Authority, type_code: str, category: Category = Category.NEW) -> Certificate:
    """新建: an empty draft with what the house knows filled in (CO-21…CO-45); raises type_unknown, no_enterprise.

    CCPIT's certificates wait for the enterprise's qualification (USER-18): not_qualified. Another category than a new
    certificate is for one that replaces a certificate which was not filled in here.
    """
    agreements.rule(authority, type_code, today())
    await documents.require_writer(actor)
    await _require_open(actor, authority)
    form = await defaults.filled_in(actor, authority)
    return await enter(actor, Draft(authority=authority, type_code=type_code, form=form, category=category), revision=0)


async def _require_open(actor: Actor, authority: Authority) -> None:
    """Raise not_qualified where the CCPIT system is not open to the enterprise yet."""
    if authority == "ccpit":
        await people.require_qualified(actor)


async def save_draft(actor: Actor, draft: Draft) -> Certificate:
    """Keep a whole certificate that came from elsewhere, a file or another one, as a new draft.

    Joins the caller's transaction or opens its own; raises type_unknown, number_taken.
    """
    agreements.rule(draft.authority, draft.type_code, today())
    return await enter(actor, draft, revision=1)


async def copy(actor: Actor, document_id: UUID) -> Certificate:
    """复制: a new draft like another certificate, without what belonged to that one alone (CO-87, CO-88)."""
    found = await queries.read(actor, document_id)
    await _require_open(actor, found.authority)
    form = defaults.without_its_own(found.form)
    return await save_draft(actor, replace(found.draft, form=form))


async def save_basic(actor: Actor, document_id: UUID, form: BasicForm, revision: int | None = None) -> Certificate:
    """保存 of 基本信息, complete or not; raises not_editable, changed_meanwhile."""
    async with database.transaction():
        held = await editing.hold_editable(actor, document_id, revision)
        on_file = await defaults.as_on_file(store.authority_of(held.row), held.row.enterprise_id, form)
        await editing.keep(held, on_file)
        return await held.whole()


async def remove(actor: Actor, document_id: UUID) -> None:
    """删除: take a draft out of the lists; what was filled in stays in the house. Raises illegal_step elsewhere."""
    async with database.transaction():
        held = await editing.hold(actor, document_id)
        await editing.step(actor, held, "remove")
        await shelves.move(document_id, "removed")


async def enter(actor: Actor, draft: Draft, *, revision: int, original_id: UUID | None = None) -> Certificate:
    """Write a draft into the register and beside it, in the caller's transaction or one of its own.

    Revision 0 says that 基本信息 was not stored by anybody yet (CO-47).
    """
    async with database.transaction():
        document = await documents.create(
            actor, KIND_OF[draft.authority], number=draft.number, facts={"certificate_type": draft.type_code}
        )
        row = _row(actor, draft, (document.id, document.enterprise_id), revision)
        row.original_id = original_id
        await row.save(force_create=True)
        await store.add_lines(document.id, draft.goods)
        await shelves.count_in([(row.enterprise_id, row.authority, row.shelf)])
        await documents.also_known_as(document.id, store.numbers_of(draft.form))
        return store.whole(row, await store.lines_of(document.id), document)


async def enter_many(actor: Actor, drafts: Sequence[Draft]) -> list[UUID]:
    """Write many whole drafts that came from elsewhere, in the caller's transaction; return their ids in that order.

    Their types are known to be issued, and a number among them that is taken fails the whole.
    """
    owner, begun = await documents.require_writer(actor), await _begun(drafts)
    for kind in {each.authority for each in drafts}:
        of_kind = [one for one, draft in zip(begun, drafts, strict=True) if draft.authority == kind]
        await documents.create_many(actor, KIND_OF[kind], of_kind)
    entered = list(zip((one.id for one in begun), drafts, strict=True))
    rows = [_row(actor, draft, (document_id, owner), 1) for document_id, draft in entered]
    await CertificateRow.bulk_create(rows)
    await store.add_lines_of_many((document_id, draft.goods) for document_id, draft in entered)
    await shelves.count_in([(row.enterprise_id, row.authority, row.shelf) for row in rows])
    await other_numbers.add_many(
        (document_id, role, number)
        for document_id, draft in entered
        for role, many in store.numbers_of(draft.form).items()
        for number in many
    )
    return [document_id for document_id, _ in entered]


async def _begun(drafts: Sequence[Draft]) -> list[Begun]:
    """Return the register rows of drafts, those without a number under working numbers."""
    unnumbered = Counter(KIND_OF[each.authority] for each in drafts if not each.number)
    given = {kind: iter(await next_numbers(kind_of(kind), count)) for kind, count in unnumbered.items()}
    at = now()
    return [
        Begun(
            number=each.number or next(given[KIND_OF[each.authority]]),
            at=at,
            facts={"certificate_type": each.type_code},
        )
        for each in drafts
    ]


def _row(actor: Actor, draft: Draft, place: tuple[UUID, UUID], revision: int) -> CertificateRow:
    """Return the row of a draft; `place` is its document's id and its enterprise's."""
    moment, (document_id, enterprise_id) = now(), place
    return CertificateRow(
        document_id=document_id,
        enterprise_id=enterprise_id,
        authority=draft.authority,
        type_code=draft.type_code,
        category=Category(draft.category).value,
        shelf=shelves.shelf_for(draft.authority, draft.type_code, today()),
        form=store.dumped(draft.form),
        revision=revision,
        created_by=actor.person_id,
        created_at=moment,
        updated_at=moment,
        **store.shown(draft.form),
    )
