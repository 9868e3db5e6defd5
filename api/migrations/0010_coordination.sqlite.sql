-- 享惠受阻协调: what an application says; its status stands on the register row alone.
create table coordinations (
    document_id text primary key references documents (id),
    enterprise_id text not null references enterprises (id),
    type text not null check (type in ('customs', 'approved_exporter', 'ruling', 'ccpit')),
    certificate_no text not null,
    agreement_code text not null,
    export_no text not null,
    import_no text not null,
    contact text not null,
    phone text not null,
    reason text not null,
    revision integer not null,
    submitted_at text,
    created_by text not null,
    created_at text not null,
    updated_at text not null
);
create index coordinations_of_enterprise on coordinations (enterprise_id, document_id);
create index coordinations_submitted on coordinations (enterprise_id, submitted_at);
create index coordinations_of_certificate on coordinations (enterprise_id, certificate_no);
