"""What tells the copied documents of an enterprise apart: of each condition five rows that alone have its rare value.

The five lie in the middle of the years, so that no list comes upon them at its beginning or its end.
"""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from api.documents import standings
from kit import database, migrating

LONG_AGO: Final = datetime(2001, 2, 3, tzinfo=UTC)
SOMEBODY: Final = UUID("01900000-0000-7000-8000-000000000007")  # who entered five documents
_OF_KIND: Final = {"declaration": "failed", "licence": "failed"}  # the rare status of each kind
_WITH_ROWS: Final = {
    "certificates": "returned", "coordinations": "withdrawn", "backfills": "failed", "filings": "returned"
}  # fmt: skip
_COMMON: Final = """
    update certificates set invoice_no = 'XA26' || substr(cast(document_id as text), 25), signer = '张三',
        declared_at = created_at,
        destination = case when substr(cast(document_id as text), 36) < '8' then '智利' else '' end
    where enterprise_id = $1;
    update coordinations set submitted_at = created_at where enterprise_id = $1;
    update backfills set submitted_at = created_at where enterprise_id = $1;
    update filings set declared_at = created_at where enterprise_id = $1;
    insert into filing_areas (document_id, area, enterprise_id, filing_no, hs_code, name_en, usable)
    select document_id, 'S', enterprise_id, '18S' || substr(cast(document_id as text), 25), hs_code, name_en, true
    from filings where enterprise_id = $1
"""
_RARE: Final = """
    update certificates set invoice_no = 'RARE', type_code = 'E', signer = '罕见', destination = 'RARELAND',
        declared_at = $2, created_at = $2 where document_id in (select document_id from {certificates});
    update coordinations set certificate_no = 'RARE', export_no = 'RARE', agreement_code = '99', type = 'ruling',
        submitted_at = $2 where document_id in (select document_id from {coordinations});
    update backfills set certificate_no = 'RARE', type_code = 'C', submitted_at = $2
    where document_id in (select document_id from {backfills});
    update filings set hs_code = '99999999', name_zh = '罕见品', name_en = 'RARITY', declared_at = $2
    where document_id in (select document_id from {filings});
    update filing_areas set hs_code = '99999999', name_en = 'RARITY'
    where document_id in (select document_id from {filings});
    update syncs set kind = 'products', updated_at = $2 where document_id in (select document_id from {syncs});
    update parties set words = 'rarity', updated_at = $2 where id in (select id from {parties})
"""
_MIDDLE: Final = """(
    select {id} from {table} where enterprise_id = $1 {only} order by {id}
    limit 5 offset (select count(*) / 2 from {table} where enterprise_id = $1 {only})) as middle"""
_STAND: Final = """
    update documents set status = $2, status_at = $3, entered_by = $4, number = 'RARE' || number, created_at = $3
    where id in (select {id} from {middle})"""
_TOTALS: Final = """
    delete from certificate_totals where enterprise_id = $1;
    insert into certificate_totals (enterprise_id, authority, shelf, total)
    select enterprise_id, authority, shelf, count(*) from certificates where enterprise_id = $1 group by 1, 2, 3;
    delete from text_tails where enterprise_id = $1
"""


async def vary(enterprise_id: UUID) -> None:
    """Give each condition of each list its five rows, and let what is kept for lists say the same."""
    await _all(_COMMON, enterprise_id)
    for kind, status in _OF_KIND.items():
        await _stand(_middle("documents", "id", f"and kind = '{kind}'"), "id", (enterprise_id, status))
    for table, status in _WITH_ROWS.items():
        await _stand(_middle(table), "document_id", (enterprise_id, status))
    tables = {table: _middle(table) for table in (*_WITH_ROWS, "syncs")}
    await _all(_RARE.format(**tables, parties=_middle("parties", "id")), enterprise_id, LONG_AGO)
    await _all(_TOTALS, enterprise_id)
    await standings.restore()
    await _fill_tails()


def _middle(table: str, key: str = "document_id", only: str = "") -> str:
    return _MIDDLE.format(table=table, id=key, only=only)


async def _stand(middle: str, key: str, what: tuple[UUID, str]) -> None:
    await database.execute(_STAND.format(middle=middle, id=key), *what, LONG_AGO, SOMEBODY)


async def _all(script: str, *values: Any) -> None:
    for statement in migrating.statements(script):
        await database.execute(statement, *values[: 2 if "$2" in statement else 1])


async def _fill_tails() -> None:
    """Fill the table of tails as an update does that finds documents there already."""
    script = next(each for each in migrating.available(database.dialect()) if each.name == "api/0054_tails_earlier")
    for statement in migrating.statements(script.path.read_text("utf-8")):
        if statement.startswith("insert"):
            await database.execute(statement)
