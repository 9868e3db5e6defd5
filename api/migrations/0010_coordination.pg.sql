-- 享惠受阻协调: what an application says; its status stands on the register row alone.
create table coordinations (
    document_id uuid primary key references documents (id),
    enterprise_id uuid not null references enterprises (id),
    type text not null check (type in ('customs', 'approved_exporter', 'ruling', 'ccpit')),
    certificate_no text collate "C" not null,
    agreement_code text collate "C" not null,
    export_no text collate "C" not null,
    import_no text collate "C" not null,
    contact text not null,
    phone text not null,
    reason text not null,
    revision bigint not null,
    submitted_at timestamptz,
    created_by uuid not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index coordinations_of_enterprise on coordinations (enterprise_id, document_id);
create index coordinations_submitted on coordinations (enterprise_id, submitted_at);
create index coordinations_of_certificate on coordinations (enterprise_id, certificate_no);
