-- Which certificates came from files: what was taken in once is not taken in again, also if it was edited since.
create table certificate_imports (
    enterprise_id uuid not null references enterprises (id),
    fingerprint text not null,
    document_id uuid not null references certificates (document_id),
    place text not null,
    taken_by uuid not null,
    taken_at timestamptz not null,
    primary key (enterprise_id, fingerprint)
);
create index certificate_imports_of_document on certificate_imports (document_id);
