-- A receipt that approves puts its document on two lists, and each row was checked against the register: one look-up more
-- at a document that this very transaction holds locked. api/documents alone writes here, and deletes none that is on a list.
create table document_todos_unchecked (
    document_id text not null,
    list text not null,
    enterprise_id text not null,
    since text not null,
    kind text not null default '',
    number text not null default '',
    type_code text not null default '',
    exporter_code text not null default '',
    created_at text,
    primary key (document_id, list)
);
insert into document_todos_unchecked select document_id, list, enterprise_id, since, kind, number, type_code, exporter_code,
    created_at from document_todos;
drop table document_todos;
alter table document_todos_unchecked rename to document_todos;
create index document_todos_listed on document_todos (enterprise_id, list, since, document_id);
create index backfills_owed on document_todos (enterprise_id, kind, since, document_id) where list = 'backfill';
create index backfills_owed_by_type on document_todos (enterprise_id, kind, type_code, since, document_id)
    where list = 'backfill';
create index backfills_owed_by_exporter on document_todos (enterprise_id, kind, exporter_code, since, document_id)
    where list = 'backfill';
create index backfills_owed_by_number on document_todos (enterprise_id, kind, number, document_id)
    where list = 'backfill';
create index backfills_owed_by_creation on document_todos (enterprise_id, kind, created_at, document_id)
    where list = 'backfill';
