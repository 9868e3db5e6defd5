-- 印章、签名: pictures that stand on self-printed certificates; the size of their ink in tenths of a millimetre.
create table seals (
    id text primary key,
    enterprise_id text not null references enterprises (id),
    kind text not null check (kind in ('seal', 'signature')),
    name text not null,
    shape text not null check (shape in ('round', 'rectangle', 'oval', 'signature')),
    person_id text not null references persons (id),
    file_id text not null references files (id),
    width integer not null,
    height integer not null,
    valid_from text not null,
    valid_until text not null,
    state text not null check (state in ('in_use', 'disabled', 'deleted')),
    is_default integer not null,
    remark text not null,
    made_by text not null,
    made_at text not null
);
create unique index seals_one_default on seals (enterprise_id, kind) where is_default and state = 'in_use';
create index seals_listed on seals (enterprise_id, kind, id) where state <> 'deleted';
create index seals_ending on seals (valid_until) where state = 'in_use';
create index seals_of_file on seals (file_id);

-- 卡证书有效期: how long an operator's card serves, as their 管理员 declared it; days in Asia/Shanghai, both included.
create table card_certificates (
    enterprise_id text not null references enterprises (id),
    person_id text not null references persons (id),
    valid_from text not null,
    valid_until text not null,
    declared_by text not null,
    declared_at text not null,
    primary key (enterprise_id, person_id)
);
create index card_certificates_ending on card_certificates (valid_until);

-- 印章签名授权: which seal and which signature customs was asked to accept; the status stands on the register row.
create table seal_authorisations (
    document_id text primary key references documents (id),
    enterprise_id text not null references enterprises (id),
    seal_id text not null references seals (id),
    signature_id text not null references seals (id),
    requested_by text not null,
    requested_at text not null,
    finished_at text,
    reason text not null
);
create unique index seal_authorisations_one_running on seal_authorisations (enterprise_id) where finished_at is null;
create index seal_authorisations_latest on seal_authorisations (enterprise_id, document_id);
