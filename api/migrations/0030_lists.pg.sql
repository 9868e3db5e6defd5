-- Where documents stand, beside the register: lists by status and by its moment are read from here, in this order.
-- No foreign key: written with the register's row, which is never deleted.
create table document_standings (
    document_id uuid primary key,
    enterprise_id uuid not null,
    kind text collate "C" not null,
    status text collate "C" not null,
    status_at timestamptz not null
);
insert into document_standings (document_id, enterprise_id, kind, status, status_at)
select id, enterprise_id, kind, status, status_at from documents;
create index document_standings_listed on document_standings (enterprise_id, kind, status, status_at, document_id);
create index document_standings_moved on document_standings (enterprise_id, status_at, document_id);

-- What a list is narrowed by comes first, then what it is read in the order of.
create index documents_of_clerk on documents (enterprise_id, entered_by, id) where entered_by is not null;
create index documents_of_type on documents (enterprise_id, (coalesce(facts ->> 'certificate_type',
    case when length(number) between 16 and 17 then substr(number, 1, length(number) - 15) else '' end)), id);
create index certificates_by_destination on certificates (enterprise_id, upper(destination), document_id);
drop index document_todos_of_enterprise;
create index document_todos_listed on document_todos (enterprise_id, list, since, document_id);
drop index coordinations_submitted;
drop index coordinations_of_certificate;
create index coordinations_by_submission on coordinations (enterprise_id, submitted_at, document_id);
create index coordinations_by_certificate on coordinations (enterprise_id, certificate_no, document_id);
create index coordinations_by_export on coordinations (enterprise_id, export_no, document_id);
create index coordinations_by_type on coordinations (enterprise_id, type, document_id);
create index coordinations_by_agreement on coordinations (enterprise_id, agreement_code, document_id);
drop index backfills_of_certificate_no;
create index backfills_by_certificate on backfills (enterprise_id, certificate_no, document_id);
create index backfills_by_type on backfills (enterprise_id, type_code, document_id);
create index backfills_by_submission on backfills (enterprise_id, submitted_at, document_id);
drop index filings_of_hs;
create index filings_by_hs on filings (enterprise_id, hs_code, document_id) where removed_at is null;
create index filings_by_declaration on filings (enterprise_id, declared_at, document_id) where removed_at is null;
create index syncs_by_kind on syncs (enterprise_id, kind, document_id);
