-- 数据同步: what was asked of CCPIT and what came of it; the status stands on the register row.
create table syncs (
    document_id uuid primary key references documents (id),
    enterprise_id uuid not null references enterprises (id),
    kind text not null check (kind in ('company', 'products')),
    requested_by uuid not null,
    login text not null,
    requested_at timestamptz not null,
    updated_at timestamptz not null,
    finished_at timestamptz,
    quantity bigint not null,
    known bigint not null,
    remark text not null,
    changes jsonb not null,
    asks bigint not null,
    ask_at timestamptz not null
);
create unique index syncs_one_running on syncs (enterprise_id, kind) where finished_at is null;
create index syncs_listed on syncs (enterprise_id, document_id);
create index syncs_due on syncs (ask_at) where finished_at is null;
