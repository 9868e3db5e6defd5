-- 出口报关单补录: one row a certificate; its status stands on the register row of the back-fill alone.
create table backfills (
    document_id text primary key references documents (id),
    certificate_id text not null unique references documents (id),
    enterprise_id text not null references enterprises (id),
    authority text not null check (authority in ('customs', 'ccpit')),
    certificate_no text not null,
    type_code text not null,
    exported integer not null,
    numbers text not null,
    revision integer not null,
    submitted_at text,
    created_by text not null,
    created_at text not null,
    updated_at text not null
);
create index backfills_of_enterprise on backfills (enterprise_id, authority, document_id);
create index backfills_of_certificate_no on backfills (enterprise_id, certificate_no);
