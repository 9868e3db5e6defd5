-- Up to which moment each kind of old rows has been swept away.
create table retention_marks (
    sweep text collate "C" primary key,
    swept_until timestamptz not null
);
