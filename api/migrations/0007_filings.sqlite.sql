-- Product filings, and the preferential areas that each is for; statuses stand on the register row.
create table filings (
    document_id text primary key references documents (id),
    enterprise_id text not null references enterprises (id),
    hs_code text not null,
    name_zh text not null,
    name_en text not null,
    areas text not null,
    form text not null,
    origin text not null check (origin in ('own', 'sync')),
    revision integer not null,
    created_at text not null,
    updated_at text not null,
    declared_at text,
    removed_at text
);
create index filings_listed on filings (enterprise_id, document_id) where removed_at is null;
create index filings_of_hs on filings (enterprise_id, hs_code);

create table filing_areas (
    document_id text not null references filings (document_id),
    area text not null,
    enterprise_id text not null references enterprises (id),
    filing_no text not null,
    hs_code text not null,
    name_en text not null,
    usable integer not null,
    primary key (document_id, area)
);
-- `usable` is the list of goods that certificates may name: kept as rows, so that picking never reads all filings.
create index filing_areas_picked on filing_areas (enterprise_id, area, filing_no) where usable;
create index filing_areas_numbered on filing_areas (enterprise_id, filing_no);
