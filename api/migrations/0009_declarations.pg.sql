-- 出口报关单补录: one row a certificate; its status stands on the register row of the back-fill alone.
create table backfills (
    document_id uuid primary key references documents (id),
    certificate_id uuid not null unique references documents (id),
    enterprise_id uuid not null references enterprises (id),
    authority text not null check (authority in ('customs', 'ccpit')),
    certificate_no text collate "C" not null,
    type_code text collate "C" not null,
    exported boolean not null,
    numbers text not null,
    revision bigint not null,
    submitted_at timestamptz,
    created_by uuid not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index backfills_of_enterprise on backfills (enterprise_id, authority, document_id);
create index backfills_of_certificate_no on backfills (enterprise_id, certificate_no);
