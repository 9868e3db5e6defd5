-- What our own people fill in; the status stands on the register row alone. `shelf` is the list a certificate stands in.
create table certificates (
    document_id text primary key references documents (id),
    enterprise_id text not null references enterprises (id),
    authority text not null check (authority in ('customs', 'ccpit')),
    type_code text not null,
    category text not null check (category in ('new', 'change', 'reissue', 'change_reissue')),
    shelf text not null check (shelf in ('general', 'preferential', 'voided', 'removed')),
    original_id text references documents (id),
    form text not null,
    invoice_no text not null,
    invoice_date text not null,
    exporter_name text not null,
    importer_name text not null,
    destination text not null,
    signer text not null,
    invoice_amount text not null,
    currency text not null,
    remark text not null,
    revision integer not null,
    created_by text not null,
    created_at text not null,
    updated_at text not null,
    declared_at text
);
create index certificates_of_shelf on certificates (enterprise_id, authority, shelf, created_at, document_id);
create index certificates_by_invoice on certificates
    (enterprise_id, authority, shelf, invoice_no, created_at, document_id);
create index certificates_by_type on certificates (enterprise_id, authority, shelf, type_code, created_at, document_id);
create index certificates_by_signer on certificates (enterprise_id, authority, shelf, signer, created_at, document_id);
create index certificates_declared on certificates (enterprise_id, authority, shelf, declared_at, document_id);
create index certificates_of_original on certificates (original_id) where original_id is not null;

-- Lines of goods, in the order of the paper.
create table certificate_goods (
    id text primary key,
    document_id text not null references certificates (document_id),
    no integer not null,
    hs_code text not null,
    filing_no text not null,
    form text not null
);
create index certificate_goods_of_document on certificate_goods (document_id, no);

-- Customs numbers are given by the applicant: type, year and organisation code, and then the last serial given.
create table certificate_serials (
    prefix text primary key,
    taken integer not null
);

-- How many certificates stand on each shelf: a list says its length without counting.
create table certificate_totals (
    enterprise_id text not null references enterprises (id),
    authority text not null,
    shelf text not null,
    total integer not null,
    primary key (enterprise_id, authority, shelf)
);
