-- What was asked for in a chat that changes something, and what came of it.
create table commands (
    id text primary key,
    at text not null,
    channel text not null,
    person_id text not null,
    enterprise_id text,
    heard_key text not null,
    said text not null,
    verb text not null,
    how text not null,
    line text not null,
    result text not null,
    trace text not null
);
create index commands_of_enterprise on commands (enterprise_id, at);
