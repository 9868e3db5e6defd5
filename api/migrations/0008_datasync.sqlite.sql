-- 数据同步: what was asked of CCPIT and what came of it; the status stands on the register row.
create table syncs (
    document_id text primary key references documents (id),
    enterprise_id text not null references enterprises (id),
    kind text not null check (kind in ('company', 'products')),
    requested_by text not null,
    login text not null,
    requested_at text not null,
    updated_at text not null,
    finished_at text,
    quantity integer not null,
    known integer not null,
    remark text not null,
    changes text not null,
    asks integer not null,
    ask_at text not null
);
create unique index syncs_one_running on syncs (enterprise_id, kind) where finished_at is null;
create index syncs_listed on syncs (enterprise_id, document_id);
create index syncs_due on syncs (ask_at) where finished_at is null;
