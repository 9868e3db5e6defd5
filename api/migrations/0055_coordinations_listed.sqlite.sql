-- 享惠受阻协调: whether an application was deleted stands on its own row, so that its lists are counted without the register.
alter table coordinations add column removed_at text;
update coordinations set removed_at = (select status_at from documents where documents.id = coordinations.document_id)
    where document_id in (select id from documents where kind = 'coordination' and status = 'removed');
drop index coordinations_of_enterprise;
drop index coordinations_by_submission;
drop index coordinations_by_certificate;
drop index coordinations_by_export;
drop index coordinations_by_type;
drop index coordinations_by_agreement;
create index coordinations_listed on coordinations (enterprise_id, document_id) where removed_at is null;
create index coordinations_by_submission on coordinations (enterprise_id, submitted_at, document_id)
    where removed_at is null;
create index coordinations_by_certificate on coordinations (enterprise_id, certificate_no, document_id)
    where removed_at is null;
create index coordinations_by_export on coordinations (enterprise_id, export_no, document_id) where removed_at is null;
create index coordinations_by_type on coordinations (enterprise_id, type, document_id) where removed_at is null;
create index coordinations_by_agreement on coordinations (enterprise_id, agreement_code, document_id)
    where removed_at is null;
