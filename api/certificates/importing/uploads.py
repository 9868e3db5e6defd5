"""What becomes of an uploaded file: certificates taken in, or goods put into one. Rights come before reading."""

from uuid import UUID

from api import documents, files
from api.certificates import excel, goods, queries
from api.certificates.certificate import Authority, Certificate
from api.certificates.importing import refusals
from api.certificates.importing.sources import from_file
from api.certificates.importing.taking import Done, take
from api.people import Actor


async def take_file(actor: Actor, file_id: UUID, authority: Authority, most: int) -> Done:
    """Take in the certificates of an uploaded workbook or message; raises `unknown`, too_many_certificates."""
    await documents.require_writer(actor)
    file = await files.get(actor, file_id)
    found = await from_file(files.path_of(file), file.name, authority)
    if len(found) > most:
        raise refusals.too_many(most)
    return await take(actor, found)


async def take_goods(actor: Actor, document_id: UUID, file_id: UUID, *, replace: bool) -> Certificate:
    """Put the goods of an uploaded workbook behind those of a certificate, or in their place.

    Raises `unknown`, no_heading, goods_unreadable, and what saving goods raises.
    """
    await documents.require_writer(actor)
    before = await queries.read(actor, document_id)
    file = await files.get(actor, file_id)
    forms = excel.goods_of(await files.parse("xlsx", files.path_of(file)))
    lines = forms if replace else [*before.goods, *forms]
    return await goods.replace_all(actor, document_id, lines, before.revision)
