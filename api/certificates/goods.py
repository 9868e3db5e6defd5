"""商品信息: 新增, 保存, 删除, 复制 of lines, one by one or the whole grid at once (CO-47…CO-59)."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from api.certificates import editing, refusals, store
from api.certificates.certificate import Certificate, Line
from api.certificates.editing import Held
from api.certificates.forms import GoodsForm
from api.certificates.models import GoodsRow
from api.people import Actor
from kit import database
from kit.refusals import unknown

MOST_LINES: Final = 300


async def add(actor: Actor, document_id: UUID, form: GoodsForm) -> Line:
    """新增 and 保存: a line behind the others; raises basic_first, not_editable, too_many_lines."""
    async with database.transaction():
        held = await _hold(actor, document_id)
        last = await GoodsRow.filter(document_id=document_id).count()
        return (await _append(held, [form], last))[0]


async def save(actor: Actor, document_id: UUID, line_id: UUID, form: GoodsForm) -> Line:
    """保存 of one line, complete or not; raises basic_first, not_editable, `unknown`."""
    async with database.transaction():
        held = await _hold(actor, document_id)
        line = await _line(document_id, line_id)
        line.form, line.hs_code, line.filing_no = store.dumped(form), form.hs_code, form.filing_no
        await line.save()
        await editing.keep(held)
        return Line(id=line.id, no=line.no, form=form)


async def copy(actor: Actor, document_id: UUID, line_id: UUID) -> Line:
    """复制: the same line once more, behind the others."""
    async with database.transaction():
        held = await _hold(actor, document_id)
        form = store.goods_of((await _line(document_id, line_id)).form)
        last = await GoodsRow.filter(document_id=document_id).count()
        return (await _append(held, [form], last))[0]


async def delete(actor: Actor, document_id: UUID, line_id: UUID) -> None:
    """删除 one line; those behind it move up."""
    async with database.transaction():
        held = await _hold(actor, document_id)
        await (await _line(document_id, line_id)).delete()
        await store.close_ranks(document_id)
        await editing.keep(held)


async def replace_all(
    actor: Actor, document_id: UUID, forms: Sequence[GoodsForm], revision: int | None = None
) -> Certificate:
    """Keep the whole grid as it was pasted or edited, in place of the lines before; raises changed_meanwhile too."""
    async with database.transaction():
        held = await _hold(actor, document_id, revision)
        await GoodsRow.filter(document_id=document_id).delete()
        await _append(held, forms, 0)
        return await held.whole()


async def _append(held: Held, forms: Sequence[GoodsForm], last: int) -> list[Line]:
    if last + len(forms) > MOST_LINES:
        raise refusals.too_many_lines(MOST_LINES)
    ids = await store.add_lines(held.row.document_id, forms, last)
    await editing.keep(held)
    return [Line(id=ids[n], no=last + n + 1, form=form) for n, form in enumerate(forms)]


async def _hold(actor: Actor, document_id: UUID, revision: int | None = None) -> Held:
    held = await editing.hold_editable(actor, document_id, revision)
    if not held.row.revision:
        raise refusals.basic_first()
    return held


async def _line(document_id: UUID, line_id: UUID) -> GoodsRow:
    line = await GoodsRow.get_or_none(id=line_id, document_id=document_id)
    if line is None:
        raise unknown()
    return line
