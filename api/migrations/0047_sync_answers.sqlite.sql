-- 数据同步: an answer's products, kept until they are taken over part by part: a long answer holds nobody up.
create table sync_answers (
    document_id text primary key references syncs (document_id),
    receipt_id text,
    door text not null,
    occurred_at text not null,
    taken integer not null,
    known integer not null,
    unread text not null
);
create table sync_parts (
    document_id text not null references sync_answers (document_id),
    no integer not null,
    products text not null,
    primary key (document_id, no)
);
