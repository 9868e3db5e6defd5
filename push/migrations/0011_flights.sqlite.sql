-- Deliveries that the process which ordered them sends at once: the batch stands here in one row until each has its own.
create table flights (
    key text primary key,
    channel text not null,
    boarded_at text not null,
    until text not null,
    threads text not null,
    orders blob not null
);
