-- Up to which moment each kind of old rows has been swept away.
create table retention_marks (
    sweep text primary key,
    swept_until text not null
);
