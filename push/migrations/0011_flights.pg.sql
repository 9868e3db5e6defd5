-- Deliveries that the process which ordered them sends at once: the batch stands here in one row until each has its own.
create table flights (
    key uuid primary key,
    channel text collate "C" not null,
    boarded_at timestamptz not null,
    until timestamptz not null,
    threads text[] not null,
    orders bytea not null
);
-- Written once, read after a crash alone: packing them would cost more than all the rest.
alter table flights alter column orders set storage external;
alter table flights alter column threads set storage external;
