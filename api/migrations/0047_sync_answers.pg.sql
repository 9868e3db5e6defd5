-- 数据同步: an answer's products, kept until they are taken over part by part: a long answer holds nobody up.
create table sync_answers (
    document_id uuid primary key references syncs (document_id),
    receipt_id uuid,
    door text not null,
    occurred_at timestamptz not null,
    taken bigint not null,
    known bigint not null,
    unread jsonb not null
);
create table sync_parts (
    document_id uuid not null references sync_answers (document_id),
    no bigint not null,
    products jsonb not null,
    primary key (document_id, no)
);
