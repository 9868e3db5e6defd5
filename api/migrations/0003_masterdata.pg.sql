-- What an enterprise fills its forms from: exporters, importers, producers, special clauses.
create table parties (
    id uuid primary key,
    enterprise_id uuid not null references enterprises (id),
    kind text not null check (kind in ('exporter', 'importer', 'producer', 'clause')),
    code text not null,
    code_key text not null,
    words text not null,
    form jsonb not null,
    entered_by uuid not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create unique index parties_code on parties (enterprise_id, kind, code_key);
create index parties_listed on parties (enterprise_id, kind, id);
