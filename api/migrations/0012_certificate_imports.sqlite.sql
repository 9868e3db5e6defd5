-- Which certificates came from files: what was taken in once is not taken in again, also if it was edited since.
create table certificate_imports (
    enterprise_id text not null references enterprises (id),
    fingerprint text not null,
    document_id text not null references certificates (document_id),
    place text not null,
    taken_by text not null,
    taken_at text not null,
    primary key (enterprise_id, fingerprint)
);
create index certificate_imports_of_document on certificate_imports (document_id);
