-- What was told without being asked, so that nobody is told twice; and who wants to be told of what, and when.
create table reminder_marks (
    kind text collate "C" not null,
    subject_id uuid not null,
    person_id uuid not null,
    stage text collate "C" not null,
    announcement_id uuid not null,
    told_at timestamptz not null,
    primary key (kind, subject_id, person_id, stage)
);
create index reminder_marks_of_announcement on reminder_marks (announcement_id);
create index reminder_marks_by_time on reminder_marks (told_at);

create table reminder_switches (
    person_id uuid not null,
    kind text collate "C" not null,
    wanted boolean not null,
    at text collate "C" not null,
    changed_at timestamptz not null,
    primary key (person_id, kind)
);
create index reminder_switches_of_kind on reminder_switches (kind, at);
