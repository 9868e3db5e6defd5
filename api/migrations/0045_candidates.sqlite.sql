-- What open work is narrowed by stands beside it, as the register says it: the candidates of 报关单号补录 are read from here.
alter table document_todos add column kind text not null default '';
alter table document_todos add column number text not null default '';
alter table document_todos add column type_code text not null default '';
alter table document_todos add column exporter_code text not null default '';
alter table document_todos add column created_at text;
update documents set facts =
    cast('{"exporter_code":"' || upper(c.form ->> 'ciq_reg_no') || '",' || substr(cast(facts as text), 2) as text)
from certificates c where c.document_id = documents.id and facts ->> 'certificate_type' is not null
    and coalesce(c.form ->> 'ciq_reg_no', '') <> '' and c.form ->> 'ciq_reg_no' not like '%"%';
update document_todos set kind = d.kind, number = d.number, created_at = d.created_at,
    type_code = coalesce(d.facts ->> 'certificate_type', case when length(d.number) between 16 and 17
        then substr(d.number, 1, length(d.number) - 15) else '' end),
    exporter_code = coalesce(d.facts ->> 'exporter_code', '')
from documents d where d.id = document_todos.document_id;
create index backfills_owed on document_todos (enterprise_id, kind, since, document_id) where list = 'backfill';
create index backfills_owed_by_type on document_todos (enterprise_id, kind, type_code, since, document_id)
    where list = 'backfill';
create index backfills_owed_by_exporter on document_todos (enterprise_id, kind, exporter_code, since, document_id)
    where list = 'backfill';
create index backfills_owed_by_number on document_todos (enterprise_id, kind, number, document_id)
    where list = 'backfill';
create index backfills_owed_by_creation on document_todos (enterprise_id, kind, created_at, document_id)
    where list = 'backfill';
